package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.web.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that flood a process with little memory, which would end if it ran out of it: others are still answered. */
class CrowdIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Pattern ADDRESS = Pattern.compile("answers on http://127\\.0\\.0\\.1:(\\d+)/");
    private static final String GET = "GET /health HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private Path folder;

    private final List<RawClient> crowd = new ArrayList<>();
    private JarProcess program;
    private int port;

    @BeforeEach
    void start() {
        program = Call.of(folder, "discovery")
                .jvmToo("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError")
                .start();
        await().atMost(PATIENCE).until(() -> program.out().contains("(discogsography) started"));
        var address = ADDRESS.matcher(program.out());
        assertThat(address.find()).as(program.out()).isTrue();
        port = Integer.parseInt(address.group(1));
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : crowd) {
            client.close();
        }
        program.close();
    }

    private void assertAnswered() {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        RawClient.ask(port, GET + "Connection: close\r\n\r\n").status())
                .as("%s", program)
                .isEqualTo(200));
        assertThat(program.isRunning()).isTrue();
    }

    @Test
    void of_three_thousand_sockets_only_as_many_as_allowed_stay_open_and_others_are_answered_after_them()
            throws Exception {
        for (int count = 0; count < 3_000; count++) {
            RawClient client = RawClient.to(port);
            client.send(count % 2 == 0 ? GET : "");
            crowd.add(client);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        crowd.stream().filter(CrowdIT::isOpen).count())
                .isLessThanOrEqualTo(500));
        for (RawClient client : crowd) {
            client.close();
        }
        assertAnswered();
    }

    private static boolean isOpen(RawClient client) {
        try {
            return !client.read(Duration.ofMillis(1)).isClosed();
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void a_body_of_gigabytes_is_cut_off_at_the_limit() throws Exception {
        byte[] part = new byte[1_000_000];
        int sent = 0;
        try (var client = RawClient.to(port)) {
            client.send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n");
            long end = System.nanoTime() + SOON.toNanos();
            while (client.send(part) && System.nanoTime() < end) {
                sent++;
            }
            assertThat(System.nanoTime()).as("%d MB taken", sent).isLessThan(end);
        }
        assertAnswered();
    }
}
