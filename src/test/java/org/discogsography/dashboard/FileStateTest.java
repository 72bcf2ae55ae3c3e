package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.discogsography.timeline.Timeline;
import org.discogsography.web.WebJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page says of a dump file. */
class FileStateTest {

    @ParameterizedTest
    @CsvSource({
        "reading, null, up, reading",
        "reading, '\"graphinator\"', up, waits for graphinator",
        "complete, '\"graphinator\"', up, complete",
        "reading, '\"graphinator\"', down, waiting for RabbitMQ"
    })
    void a_file_that_is_read_shows_what_it_waits_for(String state, String waitsFor, String rabbitMq, String shown)
            throws Exception {
        var instance = new Instance(new Addresses.Address("http://127.0.0.1:8000", "extractor"), new Timeline());
        String health = """
                {"status": "healthy", "services": ["extractor"],
                 "servers": {"rabbitmq": {"name": "RabbitMQ", "connection": "%s"}},
                 "extraction": {"version": "20260801", "waits_for": %s, "files": [{"name": "a.gz", "state": "%s"}]}}
                """.formatted(rabbitMq, waitsFor, state);
        instance.answered(WebJson.read(health.getBytes(UTF_8), ServiceHealth.class));

        assertThat(FileState.all(List.of(instance), new Rates(), 0))
                .singleElement()
                .satisfies(file -> assertThat(file.state()).isEqualTo(shown));
    }
}
