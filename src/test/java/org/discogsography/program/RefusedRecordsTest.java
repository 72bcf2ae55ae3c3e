package org.discogsography.program;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single records that RabbitMQ refuses are set aside, and all others are published. */
class RefusedRecordsTest {

    private static final int LIMIT = 1_000_000;
    private static final int RECORDS = 300;

    /** In the middle of a window, two in a row, and the last of the file. */
    private static final Set<Integer> BAD = Set.of(37, 38, 150, 220, RECORDS);

    @TempDir
    private Path folder;

    private RabbitMqServer server;
    private Inbox inbox;

    @BeforeEach
    void limit() {
        Brokers.requireRabbitMq();
        server = (RabbitMqServer) Brokers.RABBITMQ.shared();
        server.limitMessages(LIMIT);
        inbox = Inbox.on(server);
    }

    @AfterEach
    void endLimit() {
        if (server != null) {
            server.endMessageLimit();
        }
    }

    private void write() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("<artists>");
        for (int number = 1; number <= RECORDS; number++) {
            String name = "n".repeat(BAD.contains(number) ? LIMIT : 20_000);
            lines.add("<artist><id>" + number + "</id><name>" + name + "</name></artist>");
        }
        lines.add("</artists>");
        new DumpFiles(folder).write(DataType.ARTISTS, lines.toArray(String[]::new));
    }

    private static Set<String> good() {
        return IntStream.rangeClosed(1, RECORDS)
                .filter(number -> !BAD.contains(number))
                .mapToObj(String::valueOf)
                .collect(toSet());
    }

    @Test
    void are_counted_while_the_rest_of_their_window_is_published() throws Exception {
        write();
        Map<String, String> settings = new HashMap<>(inbox.settings());
        settings.put("discogs.root", folder.toString());
        settings.put("extractor.batch-size", "100");
        settings.put("extractor.types", "artists");
        try (var program = Program.start(List.of("extractor"), settings)) {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> program.extraction().ended());

            var file = program.extraction().files().get(0);
            assertThat(file.rejected()).isEqualTo(BAD.size());
            assertThat(file.published()).isEqualTo(RECORDS - BAD.size());
            assertThat(program.extraction().succeeded()).isFalse();
            assertThat(program.records().total(new ConsumerQueue("extractor", DataType.ARTISTS), Outcome.REJECTED))
                    .isEqualTo(BAD.size());
        }
        List<Inbox.Received> messages = inbox.take("tableinator", DataType.ARTISTS);
        assertThat(messages.stream()
                        .filter(message -> message.type().equals("data"))
                        .map(message -> message.header("id"))
                        .collect(toSet()))
                .isEqualTo(good());
        assertThat(messages.get(messages.size() - 2)
                        .body()
                        .path("total_processed")
                        .asInt())
                .isEqualTo(RECORDS - BAD.size());
    }
}
