package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The prefetch of a queue follows the size of its messages. */
class PrefetchByBytesTest {

    private static final int SMALL = 3_000;
    private static final int LARGE = 100_000;

    private final PrefetchByBytes limit = new PrefetchByBytes(1_500, 32_000_000);
    private final List<Integer> changes = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    /** So many messages come, and none of them is settled meanwhile. */
    private void come(int messages, int size) {
        for (int held = 1; held <= messages; held++) {
            limit.arrived(size, held, (long) held * size, now).ifPresent(changes::add);
        }
    }

    @Test
    void small_messages_have_all_of_it() {
        come(1_500, SMALL);
        come(1_500, SMALL);
        assertThat(changes).isEmpty();
    }

    @Test
    void large_messages_lower_it_once_to_what_there_is_room_for_and_small_ones_raise_it_again_after_a_while() {
        come(1_500, LARGE);
        assertThat(changes).containsExactly(160);
        come(160, LARGE);
        come(1_500, SMALL);
        assertThat(changes).containsExactly(160);

        now = now.plus(Duration.ofMinutes(2));
        come(160, SMALL);
        assertThat(changes).containsExactly(160, 1_500);
    }

    @Test
    void messages_larger_than_the_limit_come_one_by_one() {
        come(2, 40_000_000);
        come(1, 40_000_000);
        assertThat(changes).containsExactly(1);
    }
}
