package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final Duration SILENT = Duration.ofSeconds(3);

    private volatile Probe server = () -> {};

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
    }

    /** What asks a server that hangs, and gives up after a while. */
    private static void timeOut(CountDownLatch never) throws InterruptedException, IOException {
        if (!never.await(2_100, TimeUnit.MILLISECONDS)) {
            throw new IOException("no answer");
        }
    }

    @Test
    void silence_lasts_from_the_first_question_without_an_answer_through_all_that_time_out_until_the_next_answer() {
        var never = new CountDownLatch(1);
        try (var liveness = new Liveness("Server", () -> server.run()).start()) {
            soon(() -> assertThat(liveness.status()).isNotNull());
            soon(() -> assertThat(liveness.status().answers()).isTrue());
            server = () -> timeOut(never);
            soon(() -> assertThat(liveness.silence()).isGreaterThan(SILENT));
            soon(() -> assertThat(liveness.status().error()).isEqualTo("no answer"));
            server = () -> {};
            soon(() -> assertThat(liveness.silence()).isLessThan(SILENT));
            soon(() -> assertThat(liveness.status().answers()).isTrue());
        }
    }

    @Test
    void a_server_that_refuses_is_not_silent() {
        server = () -> {
            throw new IOException("connection refused");
        };
        try (var liveness = new Liveness("Server", () -> server.run()).start()) {
            soon(() -> assertThat(liveness.status()).isNotNull());
            soon(() -> assertThat(liveness.status().error()).isEqualTo("connection refused"));
            soon(() -> assertThat(liveness.silence()).isLessThan(Duration.ofSeconds(1)));
        }
    }

    @Test
    void an_error_in_a_check_says_that_nothing_is_known_and_the_next_check_comes() {
        server = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        try (var liveness = new Liveness("Server", () -> server.run()).start()) {
            soon(() -> assertThat(liveness.status()).isNotNull());
            assertThat(liveness.status().answers()).isFalse();
            soon(() -> assertThat(liveness.status().error()).isEqualTo("the check itself failed"));
            server = () -> {};
            soon(() -> assertThat(liveness.status().answers()).isTrue());
        }
    }
}
