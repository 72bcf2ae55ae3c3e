package org.discogsography.loads;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.Test;

/** How loads are brought to their end, over a store in memory. */
class LoadWorkerTest {

    private static final String OLD = "20260701";
    private static final String NEW = "20260801";

    private final MemoryLoadStore store = new MemoryLoadStore();
    private final Timeline timeline = new Timeline();
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("store");
    private Instant now = Instant.parse("2026-08-05T00:00:00Z");
    private long outstanding;
    private long deadLetters;
    private long settled;
    private boolean up = true;

    private final LoadWorker worker = new LoadWorker(
            "tableinator",
            store,
            new LoadQueues() {
                @Override
                public long outstanding(DataType type) {
                    return outstanding;
                }

                @Override
                public long deadLetters(DataType type) {
                    return deadLetters;
                }

                @Override
                public long settled(DataType type) {
                    return settled;
                }
            },
            () -> up,
            breaker,
            timeline,
            () -> now);

    private void announce(String version, long records, long rejected) throws Exception {
        worker.announce(new Announcement(version, DataType.ARTISTS, records, rejected, null, null, now));
    }

    private void rounds(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            worker.run();
            now = now.plusSeconds(1);
        }
    }

    private LoadState state(String version) {
        return store.find(version, DataType.ARTISTS).state();
    }

    private List<String> told() {
        return timeline.after(0).stream().map(Event::text).toList();
    }

    @Test
    void a_load_is_complete_when_the_store_holds_all_its_records_and_what_is_older_is_removed() throws Exception {
        store.put(OLD, "1", "2", "3");
        store.put(NEW, "2", "4");
        announce(NEW, 2, 0);

        rounds(2);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
        assertThat(store.versions).containsOnlyKeys("2", "4");
        assertThat(store.find(NEW, DataType.ARTISTS).removed()).isEqualTo(2);
        assertThat(told())
                .containsExactly(
                        "complete: the store holds all 2 records; what is older is removed",
                        "complete: 2 records, 2 removed, 0 rejected; it took "
                                + org.discogsography.outage.DurationText.time(Duration.between(
                                        store.find(NEW, DataType.ARTISTS).startedAt(), Instant.EPOCH)));
    }

    @Test
    void nothing_is_removed_while_a_record_is_missing_and_all_is_once_it_has_come() throws Exception {
        store.put(OLD, "1");
        store.put(NEW, "2");
        deadLetters = 1;
        announce(NEW, 2, 0);

        rounds(15);

        assertThat(state(NEW)).isEqualTo(LoadState.INCOMPLETE);
        assertThat(store.versions).containsKey("1");
        assertThat(told())
                .containsExactly(
                        "incomplete: the store holds 1 of 2 records, 1 dead letters of this type; nothing is removed");

        store.put(NEW, "3"); // replayed
        settled++;
        rounds(3);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
        assertThat(store.versions).containsOnlyKeys("2", "3");
    }

    @Test
    void rejected_records_keep_a_load_incomplete_until_it_is_accepted() throws Exception {
        store.put(OLD, "1");
        store.put(NEW, "2");
        announce(NEW, 1, 1);

        rounds(15);

        assertThat(state(NEW)).isEqualTo(LoadState.INCOMPLETE);
        assertThat(told()).singleElement().asString().contains("1 of 1 records, 1 rejected by the extractor");

        store.accept(NEW, DataType.ARTISTS);
        rounds(2);

        assertThat(store.versions).containsOnlyKeys("2");
    }

    @Test
    void while_messages_are_outstanding_a_load_is_not_called_incomplete() throws Exception {
        store.put(NEW, "1");
        outstanding = 1;
        announce(NEW, 2, 0);

        rounds(100);

        assertThat(state(NEW)).isEqualTo(LoadState.LOADING);
        assertThat(store.comparisons).isOne();

        store.put(NEW, "2");
        settled++;
        outstanding = 0;
        rounds(2);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
    }

    /** What another instance has in work is in no queue, and unknown here. */
    @Test
    void while_another_instance_stores_records_a_load_is_not_called_incomplete() throws Exception {
        announce(NEW, 30, 0);
        for (int record = 1; record < 30; record++) {
            store.put(NEW, String.valueOf(record));
            rounds(2);
            assertThat(state(NEW)).isEqualTo(LoadState.LOADING);
        }
        store.put(NEW, "30");
        rounds(60);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
        assertThat(told()).noneMatch(line -> line.contains("incomplete"));
    }

    @Test
    void a_clock_that_is_set_back_holds_nothing_up() throws Exception {
        store.put(NEW, "1");
        announce(NEW, 2, 0);
        rounds(100);
        store.put(NEW, "2");
        now = now.minus(Duration.ofDays(1));
        rounds(2);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
    }

    @Test
    void an_incomplete_load_is_compared_ever_more_rarely() throws Exception {
        announce(NEW, 1, 0);

        rounds(3_600);

        assertThat(store.comparisons).isBetween(10, 20);
    }

    @Test
    void an_older_load_is_reported_as_incomplete_once_a_newer_one_is_complete_and_is_left_alone() throws Exception {
        store.put(NEW, "1");
        announce(OLD, 5, 0);
        announce(NEW, 1, 0);

        rounds(100);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
        assertThat(state(OLD)).isEqualTo(LoadState.INCOMPLETE);
        assertThat(store.comparisons).isLessThanOrEqualTo(3);
    }

    @Test
    void a_store_that_is_away_is_not_asked() throws Exception {
        announce(NEW, 0, 0);
        up = false;
        rounds(3);
        up = true;
        breaker.transitionToOpenState();
        rounds(3);

        assertThat(store.comparisons).isZero();

        breaker.transitionToClosedState();
        rounds(1);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
    }

    @Test
    void a_failure_costs_one_round() throws Exception {
        announce(NEW, 0, 0);
        store.failure = new IllegalStateException("no connection");
        rounds(1);
        assertThat(worker.failing().reason()).isEqualTo("no connection");

        rounds(2);

        assertThat(state(NEW)).isEqualTo(LoadState.COMPLETE);
        assertThat(worker.failing()).isNull();
    }

    @Test
    void a_removal_that_another_instance_has_begun_is_taken_over_when_that_one_has_ended() throws Exception {
        store.put(OLD, "1");
        store.othersRemove = true;
        announce(NEW, 0, 0);
        rounds(3);
        assertThat(store.versions).containsKey("1");

        store.othersRemove = false;
        rounds(2);

        assertThat(store.versions).isEmpty();
    }
}
