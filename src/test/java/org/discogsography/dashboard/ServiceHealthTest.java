package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.discogsography.dump.DataType;
import org.discogsography.web.WebJson;
import org.junit.jupiter.api.Test;

/** The answers of processes, also of those of other versions. */
class ServiceHealthTest {

    private static ServiceHealth read(String json) throws IOException {
        return WebJson.read(json.getBytes(UTF_8), ServiceHealth.class);
    }

    @Test
    void known_fields_are_read_and_unknown_ones_ignored() throws IOException {
        ServiceHealth health = read("""
                {"status": "degraded", "services": ["extractor"], "uptime_seconds": 5, "moon": {"phase": "full"},
                 "servers": {"neo4j": {"name": "Neo4j", "connection": "down", "last_error": "away", "moons": [1]}},
                 "records": {"graphinator": {"artists": {"added": 7, "eaten": 1}}},
                 "stored": {"graphinator": {"records": {"artists": 9}, "counted_at": "2026-08-01T00:00:00Z"}},
                 "extraction": {"version": "20260801", "files": [{"name": "a.gz", "bytes_read": 3, "failure": null}]},
                 "download": {"state": "downloading", "file": "b.gz", "bytes": 5, "size": 9, "bytes_per_second": 2}}
                """);
        assertThat(health.services()).containsExactly("extractor");
        assertThat(health.uptimeSeconds()).isEqualTo(5);
        assertThat(health.servers().get("neo4j").isDown()).isTrue();
        assertThat(health.servers().get("neo4j").lastError()).isEqualTo("away");
        assertThat(health.count("graphinator", DataType.ARTISTS, "added")).isEqualTo(7);
        assertThat(health.stored().get("graphinator").records()).containsEntry("artists", 9L);
        assertThat(health.extraction().files().get(0).bytesRead()).isEqualTo(3);
        assertThat(health.download())
                .isEqualTo(new ServiceHealth.Download("downloading", null, null, "b.gz", 5, 9L, 2, null, null));
    }

    @Test
    void what_is_missing_or_null_is_empty() throws IOException {
        for (String json : new String[] {
            "{}",
            "{\"services\":null,\"reasons\":[null],\"servers\":{\"neo4j\":null},\"extraction\":null,\"stored\":null}",
            "{\"records\":{\"graphinator\":{\"artists\":{\"added\":null},\"labels\":null}}}"
        }) {
            ServiceHealth health = read(json);
            assertThat(health.services()).isEmpty();
            assertThat(health.reasons()).isEmpty();
            assertThat(health.servers()).isEmpty();
            assertThat(health.stored()).isEmpty();
            assertThat(health.extraction().files()).isEmpty();
            assertThat(health.count("graphinator", DataType.ARTISTS, "added")).isZero();
            assertThat(health.count("graphinator", DataType.LABELS, "added")).isZero();
        }
    }
}
