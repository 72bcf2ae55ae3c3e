package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(0.5, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** A question that takes this long. */
    private void ask(Duration time) {
        pace.begun();
        pace.ended(time);
    }

    @Test
    void without_a_load_questions_may_take_any_time() {
        ask(Duration.ofHours(1));

        assertThat(pace.hasTime()).isTrue();
        pace.loading(true);
        assertThat(pace.hasTime()).as("what was before is forgotten").isTrue();
    }

    @Test
    void while_a_load_runs_they_get_their_share_and_what_they_have_saved() {
        pace.loading(true);
        ask(Duration.ofSeconds(1));
        assertThat(pace.hasTime()).as("two seconds are saved").isTrue();
        ask(Duration.ofSeconds(3));
        assertThat(pace.hasTime()).isFalse();
        assertThat(pace.pause()).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_010));

        pass(Duration.ofMillis(3_900));
        assertThat(pace.hasTime()).isFalse();
        pass(pace.pause());
        assertThat(pace.hasTime()).isTrue();
        pass(Duration.ofHours(1));
        ask(Duration.ofMillis(2_001));
        assertThat(pace.hasTime()).as("no more than two seconds are saved").isFalse();
        pace.loading(false);
        assertThat(pace.hasTime()).isTrue();
        assertThat(pace.pause()).isZero();
    }

    @Test
    void no_more_than_two_seconds_are_owed_whatever_has_been_taken() {
        pace.loading(true);
        ask(Duration.ofMinutes(1));
        ask(Duration.ofMinutes(1));

        assertThat(pace.pause()).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_110));
    }

    @Test
    void many_who_ask_at_once_are_let_in_one_after_the_other() {
        pace.loading(true);
        int begun = 0;
        while (pace.hasTime()) {
            pace.begun();
            begun++;
        }
        assertThat(begun).as("as many as are expected to use up what is saved").isBetween(40, 41);
        pass(Duration.ofMillis(60));
        assertThat(pace.hasTime()).isTrue();
        pace.begun();
        assertThat(pace.hasTime()).isFalse();
    }

    @Test
    void several_writes_in_a_row_are_a_load_and_a_silent_store_does_not_hide_the_other_s() {
        var rows = new AtomicLong();
        var watch = new LoadWatch(
                List.of(rows::get, () -> {
                    throw new IOException("down");
                }),
                pace);
        watch.look();
        look(watch, rows, 1, 2);
        look(watch, rows, 0, 1);
        look(watch, rows, 1, 2);
        assertThat(pace.isLoading()).isFalse();
        look(watch, rows, 1, 1);
        assertThat(pace.isLoading()).isTrue();
        look(watch, rows, 0, 2);
        assertThat(pace.isLoading()).isTrue();
        look(watch, rows, 0, 1);
        assertThat(pace.isLoading()).isFalse();
        watch.close();
    }

    /** Looks so many times, with so many rows written before each. */
    private static void look(LoadWatch watch, AtomicLong rows, int written, int times) {
        for (int i = 0; i < times; i++) {
            rows.addAndGet(written);
            watch.look();
        }
    }
}
