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
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
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
        try (var pulse = new Liveness("Server", () -> server.run()).start()) {
            soon(() -> assertThat(pulse.beat()).isNotNull());
            assertThat(pulse.beat().answers()).isTrue();
            server = () -> timeOut(never);
            soon(() -> assertThat(pulse.silence()).isGreaterThan(SILENT));
            soon(() -> assertThat(pulse.beat().error()).isEqualTo("no answer"));
            server = () -> {};
            soon(() -> assertThat(pulse.silence()).isLessThan(SILENT));
            soon(() -> assertThat(pulse.beat().answers()).isTrue());
        }
    }

    @Test
    void a_server_that_refuses_is_not_silent() {
        server = () -> {
            throw new IOException("connection refused");
        };
        try (var pulse = new Liveness("Server", () -> server.run()).start()) {
            soon(() -> assertThat(pulse.beat()).isNotNull());
            assertThat(pulse.beat().error()).isEqualTo("connection refused");
            assertThat(pulse.silence()).isLessThan(Duration.ofSeconds(1));
        }
    }
}
