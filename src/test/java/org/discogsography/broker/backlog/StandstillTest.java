package org.discogsography.broker.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.health.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a queue stands still. */
class StandstillTest {

    private static final ConsumerQueue QUEUE = new ConsumerQueue("graphinator", DataType.RELEASES);
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private boolean shouldWork = true;
    private long inWork;
    private long progress;
    private final Standstill standstill =
            new Standstill(Duration.ofMinutes(10), queue -> new Standstill.Consumer(shouldWork, inWork, progress));

    /** Looks at it every minute. */
    private Instant pass(int from, int to, long ready) {
        for (int minute = from; minute <= to; minute++) {
            standstill.observe(QUEUE, ready, START.plus(Duration.ofMinutes(minute)));
        }
        return START.plus(Duration.ofMinutes(to));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "messages wait in it, 5, 0, true, true",
        "its consumer has messages in work, 0, 7, true, true",
        "its consumer has messages and the broker cannot be asked, -1, 7, true, true",
        "nothing waits, 0, 0, true, false",
        "its route is stopped or a server is down, 5, 7, false, false"
    })
    void it_is_unhealthy_after_a_time_without_progress_while(
            String what, long ready, long held, boolean works, boolean isStill) {
        shouldWork = works;
        inWork = held;
        assertThat(standstill.findings(pass(0, 10, ready))).isEmpty();

        var findings = standstill.findings(pass(11, 11, ready));

        if (isStill) {
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.status()).isEqualTo(Finding.Status.UNHEALTHY);
                assertThat(finding.reason()).contains("graphinator releases", "11 min");
            });
        } else {
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void it_is_unhealthy_too_if_nobody_looks_any_more() {
        assertThat(standstill.findings(pass(0, 1, 0).plus(Duration.ofMinutes(9))))
                .isEmpty();
        assertThat(standstill.findings(pass(2, 2, 0).plus(Duration.ofMinutes(11))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason()).contains("no longer watches"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress", "an empty queue", "an outage"})
    void the_time_begins_again_with(String event) {
        pass(0, 9, 5);
        switch (event) {
            case "progress" -> progress++;
            case "an outage" -> shouldWork = false;
            default -> {}
        }
        pass(10, 10, event.equals("an empty queue") ? 0 : 5);
        shouldWork = true;
        assertThat(standstill.findings(pass(11, 20, 5))).isEmpty();
        assertThat(standstill.findings(pass(21, 22, 5))).hasSize(1);
    }
}
