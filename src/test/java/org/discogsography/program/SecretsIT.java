package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the program prints, a password is never part of it; and a password can come from a file. */
class SecretsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SECRET = "hunter2-Zebra";

    private final TestServers servers = TestServers.start();
    private final Inbox inbox = Inbox.on(servers.broker());

    @TempDir
    private Path folder;

    private Call all;

    @BeforeEach
    void call() throws Exception {
        Path dump = Files.createDirectory(folder.resolve("dump"));
        new DumpFiles(dump).writeOne(DataType.LABELS);
        all = Call.of(folder).with(servers.settings()).with(inbox.settings()).with("DISCOGS_ROOT", dump.toString());
    }

    @Test
    void a_broker_that_refuses_the_login_makes_no_password_show() {
        String wrong =
                "amqp://guest:" + SECRET + "@127.0.0.1:" + servers.broker().port() + "/";
        try (var program = all.with("AMQP_CONNECTION", wrong).start()) {
            await().atMost(PATIENCE).until(() -> program.out().contains("(discogsography) started"));
            await().atMost(PATIENCE)
                    .until(() -> program.out().contains("ACCESS_REFUSED")
                            || program.out().contains("uthentication"));
            assertThat(program.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void stores_that_cannot_be_reached_make_no_password_show() {
        var call = all.with("NEO4J_PASSWORD", SECRET)
                .with("NEO4J_ADDRESS", "bolt://127.0.0.1:1")
                .with("POSTGRES_PASSWORD", SECRET)
                .with("POSTGRES_ADDRESS", "127.0.0.1:1")
                .with("POSTGRES_CONNECT_TIMEOUT", "1")
                .with("BREAKER_FAILURES", "1")
                .with("RETRY_MAXIMUM_REDELIVERIES", "0");
        try (var program = call.start()) {
            await().atMost(PATIENCE)
                    .until(() -> program.out().contains("PostgreSQL: failed")
                            && program.out().contains("Neo4j: failed"));
            assertThat(program.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void a_password_in_a_file_is_used_and_not_shown() throws Exception {
        Path connection =
                Files.writeString(folder.resolve("connection"), inbox.settings().get("amqp.connection") + "\n");
        var extractor = Call.of(folder, "extractor")
                .with(inbox.settings())
                .with("DISCOGS_ROOT", folder.resolve("dump").toString())
                .with("EXTRACTOR_EXIT_WHEN_DONE", "true");
        extractor = extractor.without("AMQP_CONNECTION").with("AMQP_CONNECTION_FILE", connection.toString());
        try (var program = extractor.start()) {
            assertThat(program.exitCode(PATIENCE)).as("%s", program).isZero();
            assertThat(program.toString()).doesNotContain("guest");
        }
        assertThat(inbox.take("tableinator", DataType.LABELS)).isNotEmpty();
    }
}
