package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When an extraction stands still. */
class ExtractionStandstillTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private final AtomicLong progress = new AtomicLong();
    private final AtomicBoolean shouldWork = new AtomicBoolean(true);
    private final ExtractionStandstill standstill =
            new ExtractionStandstill(Duration.ofMinutes(10), progress::get, shouldWork::get);

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private void pass(int from, int to) {
        for (int minute = from; minute <= to; minute++) {
            standstill.observe(minute(minute));
        }
    }

    @Test
    void it_is_found_after_a_time_without_progress_and_over_with_the_next() {
        pass(0, 11);
        assertThat(standstill.time(minute(11))).isEmpty();
        pass(12, 12);
        assertThat(standstill.time(minute(12))).contains(Duration.ofMinutes(11));
        progress.incrementAndGet();
        pass(13, 13);
        assertThat(standstill.time(minute(13))).isEmpty();
    }

    @Test
    void what_it_waits_for_does_not_count() {
        pass(0, 9);
        shouldWork.set(false);
        pass(10, 30);
        assertThat(standstill.time(minute(30))).isEmpty();
        shouldWork.set(true);
        pass(31, 41);
        assertThat(standstill.time(minute(41))).isEmpty();
        pass(42, 42);
        assertThat(standstill.time(minute(42))).isPresent();
    }
}
