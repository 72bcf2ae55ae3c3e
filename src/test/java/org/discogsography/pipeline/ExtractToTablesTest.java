package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.servers.EmbeddedBroker;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Program;
import org.discogsography.servers.Samples;
import org.junit.jupiter.api.Test;

class ExtractToTablesTest {

    @Test
    void every_record_of_the_samples_becomes_a_row() throws Exception {
        var folder = Samples.folder();
        try (var postgres = EmbeddedPostgres.start();
                var broker = EmbeddedBroker.start();
                var ignored = Program.start(
                        List.of("extractor", "tableinator"),
                        Map.of(
                                "postgres.address", postgres.address(),
                                "postgres.database", EmbeddedPostgres.DATABASE,
                                "postgres.password", EmbeddedPostgres.PASSWORD,
                                "discogs.root", folder.toString(),
                                "amqp.connection", broker.address()));
                var connection = postgres.connect();
                var statement = connection.createStatement()) {
            for (DataType type : DataType.values()) {
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                    var rows = statement.executeQuery("select count(*) from " + type);
                    rows.next();
                    assertThat(rows.getLong(1)).isBetween(600L, 601L);
                });
            }
        }
    }
}
