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

/**
 * A crowd that only wants to be in the way, at a process with little memory, which ends where that is used up: everybody else
 * is still answered.
 */
class CrowdIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(10);
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
                .jvm("-XX:TieredStopAtLevel=1", "-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError")
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
    void three_thousand_open_sockets_lock_nobody_out() throws Exception {
        for (int count = 0; count < 3_000; count++) {
            RawClient client = RawClient.to(port);
            client.send(count % 2 == 0 ? GET : "");
            crowd.add(client);
            if (count % 500 == 499) {
                assertAnswered();
            }
        }
        assertAnswered();
        long open = crowd.stream().filter(CrowdIT::isOpen).count();
        assertThat(open).as("as many as may be").isLessThanOrEqualTo(500);
    }

    private static boolean isOpen(RawClient client) {
        try {
            return !client.read(Duration.ofMillis(1)).isClosed();
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void who_asks_on_and_on_and_never_reads_takes_no_memory() throws Exception {
        byte[] many = (GET + "\r\n").repeat(1_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int count = 0; count < 20; count++) {
            RawClient client = RawClient.to(port);
            crowd.add(client);
            var thread = new Thread(() -> {
                // Until the server closes, or takes no more.
                for (int round = 0; round < 200; round++) {
                    if (!client.send(many)) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        for (int round = 0; round < 10; round++) {
            Thread.sleep(500);
            assertAnswered();
        }
    }

    @Test
    void a_body_of_gigabytes_is_ended_after_what_it_may_have() throws Exception {
        byte[] part = new byte[1_000_000];
        int sent = 0;
        try (var client = RawClient.to(port)) {
            client.send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n");
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (client.send(part) && System.nanoTime() < end) {
                sent++;
            }
            assertThat(System.nanoTime()).as("%d MB taken", sent).isLessThan(end);
        }
        assertAnswered();
    }
}
