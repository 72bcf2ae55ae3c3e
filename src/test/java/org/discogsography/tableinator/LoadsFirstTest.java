package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.servers.LogLines;
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
    void after_a_step_that_ended_by_a_time_out_the_pause_is_half_a_minute() {
        long took = Duration.ofSeconds(25).toNanos();
        long ended = now;
        loads = List.of(load("20260801", DataType.LABELS, LoadState.LOADING));
        settled++;
        assertThat(loadsFirst.goesOn(took, ended)).isFalse();
        passes(Duration.ofSeconds(29));
        assertThat(loadsFirst.goesOn(took, ended)).isFalse();
        passes(Duration.ofSeconds(1));
        assertThat(loadsFirst.goesOn(took, ended)).isTrue();
        passes(Duration.ofMinutes(1));
        messagesWait = true;
        assertThat(loadsFirst.goesOn(took, now - Duration.ofSeconds(29).toNanos()))
                .isFalse();
        assertThat(loadsFirst.goesOn(took, now - Duration.ofSeconds(30).toNanos()))
                .isTrue();
    }

    @Test
    void between_the_types_of_a_dump_there_is_no_pause_and_the_log_has_one_line_a_load() {
        try (var log = LogLines.of(LoadsFirst.class)) {
            List<Load> ended = new ArrayList<>();
            for (DataType type : DataType.values()) {
                loads = with(ended, load("20260801", type, LoadState.LOADING));
                settled++;
                assertThat(pause()).isEqualTo(19);
                ended.add(load("20260801", type, LoadState.COMPLETE));
                loads = List.copyOf(ended);
                passes(Duration.ofSeconds(59));
                assertThat(pause()).isZero();
            }
            passes(Duration.ofSeconds(1));
            settled++; // which is of no load
            assertThat(pause()).isZero();
            loads = with(ended, load("20260901", DataType.ARTISTS, LoadState.LOADING));
            assertThat(pause()).isEqualTo(19);
            loads = with(ended, load("20261001", DataType.ARTISTS, LoadState.LOADING));
            assertThat(pause()).isEqualTo(19);
            assertThat(log.lines())
                    .containsExactly(
                            begins("20260801"),
                            ends("20260801"),
                            begins("20260901"),
                            ends("20260901"),
                            begins("20261001"));
        }
    }

    private static List<Load> with(List<Load> ended, Load load) {
        return Stream.concat(ended.stream(), Stream.of(load)).toList();
    }

    private static String begins(String version) {
        return "search gives way to the load of " + version + ", and takes a twentieth of the time until it has ended";
    }

    private static String ends(String version) {
        return "search no longer gives way to the load of " + version;
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
