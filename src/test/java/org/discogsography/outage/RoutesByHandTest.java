package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.discogsography.outage.WatchedRoutes.soon;

import java.util.List;
import org.apache.camel.ServiceStatus;
import org.discogsography.health.HealthReport;
import org.discogsography.settings.RunningServices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of routes that somebody stops, suspends, resumes or edits. */
class RoutesByHandTest {

    private final WatchedRoutes routes = new WatchedRoutes();

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void what_somebody_stopped_or_suspended_stays_so() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        routes.context.getRouteController().suspendRoute("two");
        routes.outage();
        soon(() -> assertThat(routes.status("one")).isEqualTo(ServiceStatus.Suspended));
        soon(() -> assertThat(routes.status("three")).isEqualTo(ServiceStatus.Suspended));
        routes.context.getRouteController().stopRoute("three");
        routes.back();

        soon(() -> assertThat(routes.status("one")).isEqualTo(ServiceStatus.Started));
        soon(() -> assertThat(routes.log.lines())
                .last()
                .asString()
                .isEqualTo("Server: consumers resumed: one; backlog 0 messages"));
        assertThat(routes.status("two")).isEqualTo(ServiceStatus.Suspended);
        assertThat(routes.status("three")).isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void health_names_what_somebody_has_stopped_or_suspended_and_perhaps_forgotten() throws Exception {
        var health = new HealthReport(routes.context, new RunningServices(List.of("made-up"), "made-up", "1"));
        routes.away();
        routes.start();
        routes.soonProbed(1);
        assertThat(health.now().reasons()).noneMatch(reason -> reason.contains("route"));
        routes.back();
        routes.soonAll(ServiceStatus.Started);
        soon(() -> assertThat(health.now().status()).isEqualTo("healthy"));
        routes.context.getRouteController().stopRoute("one");
        routes.context.getRouteController().suspendRoute("two");

        assertThat(health.now().status()).isEqualTo("degraded");
        assertThat(health.now().reasons()).containsExactly("The route one is stopped", "The route two is suspended");
        routes.context.getRouteController().startRoute("one");
        routes.context.getRouteController().resumeRoute("two");
        assertThat(health.now().status()).isEqualTo("healthy");
    }

    @Test
    void what_somebody_resumes_during_an_outage_is_suspended_again_until_it_is_over() throws Exception {
        routes.start(WatchedRoutes.FOR_LONG); // no change of the breaker's state is to bring the routes in line
        routes.soonAll(ServiceStatus.Started);
        routes.context.getRouteController().suspendRoute("two");
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        routes.context.getRouteController().resumeRoute("one");
        routes.context.getRouteController().stopRoute("three");
        routes.context.getRouteController().startRoute("three");

        routes.soonAll(ServiceStatus.Suspended);
        var shown = new BreakerInJmx(routes.watch, 5, WatchedRoutes.FOR_LONG);
        assertThat(shown.getState()).isEqualTo("OPEN");
        assertThat(shown.getServerState()).isEqualTo("DOWN");
        assertThat(shown.getFailures()).isEqualTo(5);
        routes.back();
        routes.breaker.transitionToHalfOpenState();

        soon(() -> assertThat(List.of("one", "three"))
                .allSatisfy(route -> assertThat(routes.status(route)).isEqualTo(ServiceStatus.Started)));
        assertThat(routes.status("two"))
                .as("suspended by hand before the outage")
                .isEqualTo(ServiceStatus.Suspended);
    }

    @Test
    void a_route_that_is_edited_during_an_outage_starts_when_the_server_is_back() throws Exception {
        routes.start();
        routes.soonAll(ServiceStatus.Started);
        routes.outage();
        routes.soonAll(ServiceStatus.Suspended);
        routes.add("timer:one?period=5&delay=0", "one");
        routes.soonProbed(3);
        assertThat(routes.status("one")).isEqualTo(ServiceStatus.Stopped);
        routes.back();
        routes.soonAll(ServiceStatus.Started);
    }
}
