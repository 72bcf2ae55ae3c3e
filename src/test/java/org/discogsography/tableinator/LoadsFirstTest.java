package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.junit.jupiter.api.Test;

class LoadsFirstTest {

    private static final long STEP = Duration.ofMillis(100).toNanos();

    private List<Load> loads = List.of();
    private boolean messagesWait;
    private long settled;
    private long now;
    private final LoadsFirst loadsFirst = new LoadsFirst(() -> loads, () -> settled, () -> messagesWait, () -> now);

    private static Load load(String version, DataType type, LoadState state) {
        return new Load(version, type, null, null, null, null, null, null, 0L, null, state, Instant.EPOCH, null, false);
    }

    /** How many times longer than the step the pause after it is. */
    private int pause() {
        for (int times = 0; times < 1_000; times++) {
            if (loadsFirst.goesOn(STEP, now - times * STEP)) {
                return times;
            }
        }
        return -1;
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    @Test
    void without_a_load_and_without_messages_there_is_no_pause() {
        assertThat(pause()).isZero();
        settled++;
        assertThat(pause()).isZero();
    }

    @Test
    void while_messages_wait_it_takes_a_fifth_of_the_time() {
        messagesWait = true;
        assertThat(pause()).isEqualTo(4);
    }

    @Test
    void during_a_load_it_takes_a_twentieth_whether_messages_wait_or_not() {
        loads = List.of(
                load("20260801", DataType.ARTISTS, LoadState.COMPLETE),
                load("20260801", DataType.LABELS, LoadState.LOADING));
        settled++;
        assertThat(pause()).isEqualTo(19);
        messagesWait = true;
        assertThat(pause()).isEqualTo(19);
        assertThat(loadsFirst.underWay()).isEqualTo(loads.get(1));
        loads = List.of(load("20260801", DataType.LABELS, LoadState.INCOMPLETE));
        messagesWait = false;
        assertThat(pause()).isZero();
        assertThat(loadsFirst.underWay()).isNull();
    }

    @Test
    void a_load_that_was_broken_off_is_not_waited_for_once_nothing_was_stored_for_a_minute() {
        loads = List.of(load("20260801", DataType.LABELS, LoadState.LOADING));
        assertThat(pause()).as("after a start").isZero();
        settled++;
        assertThat(pause()).isEqualTo(19);
        passes(Duration.ofSeconds(59));
        assertThat(pause()).isEqualTo(19);
        passes(Duration.ofSeconds(1));
        assertThat(pause()).isZero();
        settled++;
        assertThat(pause()).as("it goes on").isEqualTo(19);
    }

    @Test
    void a_load_of_an_older_version_that_never_ended_is_not_waited_for() {
        loads = List.of(
                load("20260801", DataType.LABELS, LoadState.COMPLETE),
                load("20260701", DataType.LABELS, LoadState.LOADING));
        settled++;
        assertThat(pause()).isZero();
    }
}
