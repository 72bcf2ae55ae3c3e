package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a dump that could not be read is looked at again. */
class UnreadRetryTest {

    private final UnreadRetry retry = new UnreadRetry(Duration.ofHours(1));
    private long now = 17;

    private boolean isDueAfter(int minutes) {
        now += Duration.ofMinutes(minutes).toNanos();
        return retry.isDue(now);
    }

    @Test
    void it_is_after_ten_minutes_and_then_ever_more_rarely_until_it_could_be_read() {
        assertThat(isDueAfter(100)).isFalse();
        for (int minutes : new int[] {10, 20, 40, 60, 60}) {
            retry.ended(true, now);
            assertThat(isDueAfter(minutes - 1)).isFalse();
            assertThat(isDueAfter(1)).as("after %d minutes", minutes).isTrue();
            retry.begun(now);
            assertThat(isDueAfter(1)).isFalse();
        }
        retry.ended(false, now);
        assertThat(isDueAfter(1_000)).isFalse();

        retry.ended(true, now);
        assertThat(isDueAfter(10)).isTrue();
    }

    @Test
    void it_stays_due_until_a_look_is_possible() {
        retry.ended(true, now);
        assertThat(isDueAfter(10)).isTrue();
        assertThat(isDueAfter(300)).as("the folder cannot be listed").isTrue();

        retry.begun(now);
        assertThat(isDueAfter(300)).isFalse();
        retry.ended(true, now);
        assertThat(isDueAfter(19)).isFalse();
        assertThat(isDueAfter(1)).isTrue();
    }

    @Test
    void it_is_not_used_up_by_a_look_for_another_reason() {
        retry.ended(true, now);
        assertThat(isDueAfter(5)).isFalse();
        retry.begun(now);
        retry.ended(true, now);
        assertThat(isDueAfter(5)).isTrue();
    }

    @Test
    void it_is_not_put_off_by_other_dumps_that_cannot_be_read() {
        retry.ended(true, now);
        assertThat(isDueAfter(9)).isFalse();
        retry.ended(true, now);
        assertThat(isDueAfter(1)).isTrue();
    }
}
