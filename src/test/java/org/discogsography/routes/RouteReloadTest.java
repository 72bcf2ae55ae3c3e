package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.routes.EditedRoutes.CONSUME;
import static org.discogsography.routes.EditedRoutes.PATIENCE;
import static org.discogsography.routes.EditedRoutes.TABLEINATOR;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.discogsography.timeline.Event.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route files that are edited while the tableinator runs. */
class RouteReloadTest {

    private static final String ARTISTS = "tableinator-artists";
    private static final String READ = "          - process:\n              ref: tableinator-{{type}}-read\n";

    private static EditedRoutes routes;
    private static Map<String, String> original;

    private final AtomicInteger witnessed = new AtomicInteger();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        routes = new EditedRoutes(folder, List.of("tableinator"), Map.of());
        original = Map.of(TABLEINATOR, routes.content(TABLEINATOR), CONSUME, routes.content(CONSUME));
    }

    @AfterAll
    static void stop() {
        routes.close();
    }

    /** Brings the files back, and waits until that has been taken up, where anything was. */
    @BeforeEach
    void reset() throws Exception {
        boolean changed = false;
        for (var file : original.entrySet()) {
            changed |= !routes.content(file.getKey()).equals(file.getValue());
            routes.write(file.getKey(), file.getValue());
        }
        // Told or not: a file whose edits were refused is taken up without a word.
        for (int looks = 0; changed && looks < 50 && !routes.hasSaidMore(); looks++) {
            Thread.sleep(100);
        }
        while (routes.hasSaidMore()) {
            routes.next(Kind.ROUTE_RELOADED);
        }
        routes.bind("witness", exchange -> witnessed.incrementAndGet());
        routes.servers().clear();
    }

    private static void publish(int first, int count) {
        for (int id = first; id < first + count; id++) {
            routes.exchange().send("artists", "20260801", "{\"type\":\"data\",\"id\":\"" + id + "\",\"name\":\"A\"}");
        }
        routes.exchange().confirm();
    }

    private static long rows() throws SQLException {
        try (var connection = routes.servers().postgres().connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from artists")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void awaitRows(long count) {
        await().atMost(PATIENCE).until(() -> rows() == count);
        await().atMost(PATIENCE).until(() -> routes.exchange().ready("discogsography-tableinator-artists") == 0);
        assertThat(routes.exchange().ready("discogsography-tableinator-artists-dead"))
                .isZero();
    }

    private static ServiceStatus status(String route) {
        return routes.context().getRouteController().getRouteStatus(route);
    }

    private static void addWitness() throws Exception {
        routes.edit(TABLEINATOR, READ, READ + "          - process:\n              ref: witness\n");
    }

    @Test
    void an_edited_template_is_what_all_its_routes_do_from_then_on_and_other_routes_are_left_alone() throws Exception {
        Route health = routes.route("health");
        publish(0, 50);
        awaitRows(50);
        assertThat(witnessed).hasValue(0);

        addWitness();
        assertThat(routes.next(Kind.ROUTE_RELOADED))
                .contains(ARTISTS, "tableinator-labels", "tableinator-masters", "tableinator-releases")
                .doesNotContain("health");
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(50, 50);
        awaitRows(100);
        assertThat(witnessed).hasValue(50);
        assertThat(routes.route("health")).isSameAs(health);
    }

    @Test
    void edits_under_load_lose_nothing_and_double_nothing() throws Exception {
        int messages = 6_000;
        Thread load = new Thread(() -> {
            for (int id = 0; id < messages; id += 100) {
                publish(id, 100);
            }
        });
        load.start();
        for (int size = 11; size < 16; size++) {
            String edited = original.get(TABLEINATOR).replace("\"{{tableinator.batch-size}}\"", Integer.toString(size));
            if (size % 2 == 0) {
                routes.rename(TABLEINATOR, edited);
            } else {
                // Caught half-written: not all of it may be there at the first look.
                routes.write(TABLEINATOR, edited.substring(0, edited.length() / 2));
                Thread.sleep(100);
                routes.write(TABLEINATOR, edited);
            }
            assertThat(routes.next(Kind.ROUTE_RELOADED)).contains(ARTISTS);
        }
        load.join();
        awaitRows(messages);
        assertThat(routes.hasSaidMore()).isFalse();
    }

    @Test
    void an_edited_configuration_counts_for_the_routes_that_name_it() throws Exception {
        Route before = routes.route(ARTISTS);
        routes.edit(CONSUME, "logStackTrace: \"false\"", "logStackTrace: \"true\"");
        assertThat(routes.next(Kind.ROUTE_RELOADED)).contains(ARTISTS);
        assertThat(routes.route(ARTISTS)).isNotSameAs(before);
        publish(0, 20);
        awaitRows(20);
    }

    @Test
    void a_comment_or_a_space_restarts_nothing() throws Exception {
        Route before = routes.route(ARTISTS);
        routes.write(
                TABLEINATOR, "# Mine\n\n" + original.get(TABLEINATOR).replace("completionSize:", "completionSize:  "));
        Thread.sleep(2_500);
        assertThat(routes.hasSaidMore()).isFalse();
        assertThat(routes.route(ARTISTS)).isSameAs(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "YAML              | ref: acknowledge | {ref: acknowledge | - templatedR | but got",
                "an indent         | acknowledgeMode: MANUAL | - acknowledgeMode: MANUAL | - ack | block end",
                "an unknown step   | - aggregate: | - agregate: | agregate | agregate",
                "an unknown field  | aggregationStrategy: | aggregationStratagem: | aggregationStratagem | Stratagem",
                "a placeholder     | {{tableinator.prefetch}} | {{tableinator.prefetched}} | prefetched | prefetched",
                "an option         | prefetchCount: | prefetchCounts: | prefetchCounts | prefetchCounts",
                "a component       | uri: spring-rabbitmq:{{amqp.exchange}} | uri: rabbit-mq:x | rabbit-mq | rabbit-mq",
                "a bean            | ref: tableinator-judge | ref: tableinator-jugde | jugde | tableinator-jugde",
                "a missing file    | classpath:sql/touch.sql | classpath:sql/tuch.sql | tuch | sql/tuch.sql",
                "a policy          | routePolicy: postgresql-watch | routePolicy: postgres-watch | postgres- | postgres-watch",
                "a value           | completionSize: \"{{tableinator.batch-size}}\" | completionSize: many | many | many",
                "a template's name | routeTemplateRef: tableinator | routeTemplateRef: tablinator | - templatedR | tablinator",
                "nothing           | ALL | | | nothing in it",
            })
    void a_mistake_is_told_with_file_and_line_once_and_the_old_route_goes_on(
            String kind, String what, String by, String place, String said) throws Exception {
        Route before = routes.route(ARTISTS);
        if (what.equals("ALL")) {
            routes.write(TABLEINATOR, "\n");
        } else {
            routes.edit(TABLEINATOR, what, by);
        }
        List<String> lines = routes.content(TABLEINATOR).lines().toList();
        int line = place == null
                ? 1
                : 1
                        + IntStream.range(0, lines.size())
                                .filter(i -> lines.get(i).contains(place))
                                .findFirst()
                                .orElseThrow();
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(TABLEINATOR + ":" + line + ": ")
                .contains(said)
                .hasLineCount(1);
        assertThat(routes.route(ARTISTS)).isSameAs(before);
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(0, 20);
        awaitRows(20);
        Thread.sleep(1_200);
        assertThat(routes.hasSaidMore()).as("said once").isFalse();
    }

    @Test
    void an_id_that_is_taken_is_refused_and_both_places_are_named() throws Exception {
        routes.edit(TABLEINATOR, "routeId: tableinator-labels", "routeId: tableinator-artists");
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(TABLEINATOR + ":102: the id tableinator-artists is taken already")
                .contains("in " + TABLEINATOR + ":96");
    }

    @Test
    void a_mended_mistake_is_taken_up() throws Exception {
        routes.edit(TABLEINATOR, "ref: tableinator-judge", "ref: nobody");
        routes.next(Kind.ROUTE_REFUSED);
        routes.edit(TABLEINATOR, "ref: nobody", "ref: tableinator-judge");
        addWitness();
        routes.next(Kind.ROUTE_RELOADED);
        publish(0, 20);
        awaitRows(20);
        assertThat(witnessed.get()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void a_route_that_does_not_start_leaves_the_old_one_running() throws Exception {
        // Both can be made, and only one can be started: two consumers of one direct endpoint.
        routes.write("tableinator/own.camel.yaml", """
                - route:
                    id: own-1
                    from: {uri: "direct:own", steps: [{log: {message: a}}]}
                """);
        routes.next(Kind.ROUTE_RELOADED);
        routes.write("tableinator/own.camel.yaml", """
                - route:
                    id: own-1
                    from: {uri: "direct:own", steps: [{log: {message: b}}]}
                - route:
                    id: own-2
                    from: {uri: "direct:own", steps: [{log: {message: c}}]}
                """);
        assertThat(routes.next(Kind.ROUTE_REFUSED)).startsWith("tableinator/own.camel.yaml:6: the route own-2: ");
        assertThat(status("own-1")).isEqualTo(ServiceStatus.Started);
        assertThat(routes.route("own-2")).isNull();

        routes.delete("tableinator/own.camel.yaml");
        assertThat(routes.next(Kind.ROUTE_RELOADED)).contains("own-1");
        assertThat(routes.route("own-1")).isNull();
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void a_folder_that_is_emptied_stops_nothing() throws Exception {
        routes.delete(TABLEINATOR);
        assertThat(routes.next(Kind.ROUTE_REFUSED)).contains("tableinator: there are no files in it any more");
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        routes.write(TABLEINATOR, original.get(TABLEINATOR));
        publish(0, 20);
        awaitRows(20);
    }

    @Test
    void a_route_that_is_edited_in_an_outage_rests_until_its_end_and_has_one_consumer_then() throws Exception {
        var breaker = routes.context().getRegistry().lookupByNameAndType("postgresql-breaker", CircuitBreaker.class);
        breaker.transitionToForcedOpenState();
        try {
            await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Suspended);
            addWitness();
            routes.next(Kind.ROUTE_RELOADED);
            publish(0, 200);
            Thread.sleep(2_500);
            assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Stopped);
            assertThat(rows()).isZero();
            assertThat(witnessed).hasValue(0);
        } finally {
            breaker.transitionToClosedState();
        }
        awaitRows(200);
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(200, 400);
        awaitRows(600);
        assertThat(witnessed).as("by the new route alone").hasValue(600);

        breaker.transitionToForcedOpenState();
        await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Suspended);
        breaker.transitionToClosedState();
        await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Started);
    }

    @Test
    void a_route_that_somebody_has_stopped_stays_stopped() throws Exception {
        routes.context().getRouteController().stopRoute(ARTISTS);
        addWitness();
        routes.next(Kind.ROUTE_RELOADED);
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Stopped);
        routes.context().getRouteController().startRoute(ARTISTS);
        publish(0, 20);
        awaitRows(20);
        assertThat(witnessed.get()).isGreaterThanOrEqualTo(20);
    }
}
