package org.discogsography.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which services are marked when several run in one process, and since when. */
class ServiceStateTest {

    private static final Instant EARLIER = Instant.parse("2026-08-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-08-01T00:01:00Z");

    private static Instance all(String status, String... reasons) {
        var instance = new Instance(new Addresses.Address("http://127.0.0.1:8003", "dashboard"), new Timeline());
        instance.answered(health(status, Map.of(), reasons));
        return instance;
    }

    private static ServiceHealth health(String status, Map<String, ServiceHealth.Server> servers, String... reasons) {
        return new ServiceHealth(
                status, Addresses.SERVICES, "1", 5L, List.of(reasons), servers, Map.of(), Map.of(), null, null);
    }

    private static Map<String, String> statuses(Instance instance) {
        Map<String, String> statuses = new TreeMap<>();
        ServiceState.all(List.of(instance)).forEach(state -> statuses.put(state.name(), state.status()));
        return statuses;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "degraded | PostgreSQL has been down since 2026-08-01T00:00:00Z: Connection refused | tableinator discovery",
                "degraded | Neo4j has not answered since 2026-08-01T00:00:00Z: no answer for 3.0 s | graphinator discovery",
                "degraded | RabbitMQ has not been reached yet | extractor graphinator tableinator dashboard",
                "degraded | The extractor waits for graphinator: its queues are full | extractor",
                "degraded | The last download failed: HTTP 500 | extractor",
                "degraded | discogs_20260801_labels.xml.gz: 3 records rejected | extractor",
                "unhealthy | The queue of graphinator-artists stands still: 5 messages | graphinator",
                "degraded | Something new | extractor graphinator tableinator dashboard discovery",
            })
    void only_services_that_a_reason_concerns_are_marked(String status, String reason, String marked) {
        Map<String, String> expected = new TreeMap<>();
        Addresses.SERVICES.forEach(service ->
                expected.put(service, List.of(marked.split(" ", -1)).contains(service) ? status : "healthy"));

        assertThat(statuses(all(status, reason))).isEqualTo(expected);
    }

    @Test
    void a_servers_outage_does_not_make_its_services_as_sick_as_another() {
        Instance instance = all(
                "unhealthy",
                "PostgreSQL has been down since 2026-08-01T00:00:00Z",
                "The queue of graphinator-artists stands still: 5 messages");

        assertThat(statuses(instance))
                .containsEntry("tableinator", "degraded")
                .containsEntry("graphinator", "unhealthy")
                .containsEntry("extractor", "healthy");
    }

    @Test
    void since_follows_each_change_of_the_status() {
        var times = new StatusTimes();
        var instance = all("healthy");
        Instant reached = instance.known().since();

        assertThat(tableinator(times, instance, EARLIER).since()).isEqualTo(reached);
        instance.answered(health("degraded", Map.of(), "PostgreSQL has been down since then"));
        assertThat(tableinator(times, instance, EARLIER).since()).isEqualTo(EARLIER);
        assertThat(tableinator(times, instance, LATER).since()).isEqualTo(EARLIER);
        instance.answered(health("healthy", Map.of()));
        assertThat(tableinator(times, instance, LATER).since()).isEqualTo(LATER);
    }

    private static ServiceState tableinator(StatusTimes times, Instance instance, Instant now) {
        return times.of(ServiceState.all(List.of(instance)), now).stream()
                .filter(state -> state.name().equals("tableinator"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void an_outage_has_the_start_that_the_first_process_noticed_and_names_who_uses_the_server() {
        var one = all("degraded");
        var other = all("degraded");
        one.answered(health("degraded", Map.of("postgresql", down("2026-08-01T00:00:07Z"))));
        other.answered(health("degraded", Map.of("postgresql", down("2026-08-01T00:00:05Z"))));

        ServerState postgres = ServerState.all(List.of(one, other)).get(1);

        assertThat(postgres.since()).isEqualTo("2026-08-01T00:00:05Z");
        assertThat(postgres.seenBy()).containsExactly("discovery", "tableinator");
    }

    private static ServiceHealth.Server down(String since) {
        return new ServiceHealth.Server("PostgreSQL", "down", since, "Connection refused", "open", true);
    }
}
