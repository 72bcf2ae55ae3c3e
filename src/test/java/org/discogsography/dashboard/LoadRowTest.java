package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.dump.DataType;
import org.discogsography.timeline.Timeline;
import org.discogsography.web.WebJson;
import org.junit.jupiter.api.Test;

class LoadRowTest {

    private static final String JULY = load("tableinator", "20260701", "artists", "complete");
    private static final String AUGUST = load("tableinator", "20260801", "artists", "incomplete");
    private static final String AUGUST_GRAPH = load("graphinator", "20260801", "artists", "loading");

    private static String load(String service, String version, String type, String state) {
        return """
                {"service":"%s","version":"%s","type":"%s","records":10,"started_at":"2026-08-02T00:00:00Z","state":"%s"}""".formatted(service, version, type, state);
    }

    private static Instance instance(String... loads) throws IOException {
        var instance = new Instance(new Addresses.Address("http://127.0.0.1:1", "tableinator"), new Timeline());
        String answer = "{\"items\":[" + String.join(",", loads) + "]}";
        instance.loaded(WebJson.read(answer.getBytes(UTF_8), ServiceLoads.class));
        return instance;
    }

    @Test
    void two_instances_of_a_service_tell_of_the_same_loads_and_each_counts_once() throws IOException {
        var artists = new ConsumerQueue("tableinator", DataType.ARTISTS);
        var waiting = Optional.of(new Backlog.Waiting(Map.of(), Map.of(artists, 3L)));
        List<LoadRow> all = LoadRow.all(List.of(instance(JULY, AUGUST), instance(AUGUST, JULY, AUGUST_GRAPH)), waiting);
        assertThat(all)
                .extracting(LoadRow::service, LoadRow::version, LoadRow::state, LoadRow::deadLetters)
                .containsExactly(
                        tuple("graphinator", "20260801", "loading", null),
                        tuple("tableinator", "20260801", "incomplete", 3L),
                        tuple("tableinator", "20260701", "complete", 3L));
        assertThat(LoadRow.latest(all)).extracting(LoadRow::version).containsExactly("20260801", "20260801");
    }

    @Test
    void what_says_nothing_of_itself_is_left_out() throws IOException {
        assertThat(LoadRow.all(List.of(instance("{}", "{\"service\":\"tableinator\"}")), Optional.empty()))
                .isEmpty();
    }
}
