package org.discogsography.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.discogsography.bench.Projection.Load;
import org.junit.jupiter.api.Test;

class ProjectionTest {

    /** A load that takes so many seconds, two thirds of them until the tables are complete. */
    private static Load load(long records, double seconds, double neo4j, double postgres) {
        return new Load(
                records,
                seconds,
                seconds * 2 / 3,
                Map.of("Neo4j", neo4j, "PostgreSQL", postgres),
                Map.of("Neo4j", records * 400, "PostgreSQL", records * 1_000));
    }

    @Test
    void what_every_load_pays_once_is_not_paid_for_each_record() {
        // 30 s once, and 200 µs a record.
        var projection = new Projection(List.of(load(1_000_000, 230, 180, 60), load(100_000, 50, 45, 6)), 2);

        assertThat(projection.seconds()).isCloseTo(30 + 34_000_000 * 200e-6, within(1e-3));
        // 150 + 60 µs of CPU time a record, and 30 s once, on two processors
        assertThat(projection.leastSeconds()).isCloseTo((30 + 34_000_000 * 210e-6) / 2, within(1e-3));
        assertThat(projection.busy()).isCloseTo(210.0 / 200 / 2, within(1e-6));
        assertThat(projection.growth()).isZero();
        assertThat(projection.secondsWithGrowth()).isCloseTo(projection.seconds(), within(1e-3));
        assertThat(projection.lines())
                .anySatisfy(line -> assertThat(line).contains("From 100,000 to 1,000,000", "Neo4j 150, PostgreSQL 60"))
                .anySatisfy(line -> assertThat(line).contains("the processors do not limit", "its one writer"))
                .anySatisfy(line -> assertThat(line).contains("14 GB in Neo4j and 34 GB in PostgreSQL"));
    }

    @Test
    void busy_processors_are_named_as_the_limit_with_who_uses_them() {
        var projection = new Projection(List.of(load(100_000, 50, 60, 30), load(1_000_000, 230, 300, 140)), 2);

        assertThat(projection.lines())
                .anySatisfy(line -> assertThat(line).contains("So the processors limit", "makes Neo4j cheaper"));
    }

    @Test
    void more_processors_help_until_the_graphs_one_writer_is_at_work_all_the_time() {
        // A further record takes 200 µs of two processors' time, 125 µs of it Neo4j's.
        var projection = new Projection(List.of(load(100_000, 10, 12.5, 7.5), load(1_100_000, 110, 137.5, 82.5)), 2);

        assertThat(projection.recordsPerSecond(2)).isCloseTo(10_000, within(1e-3));
        assertThat(projection.recordsPerSecond(1)).isCloseTo(5_000, within(1e-3));
        var alone = new Projection(List.of(load(100_000, 10, 9, 1), load(1_100_000, 210, 109, 91)), 2);
        assertThat(alone.recordsPerSecond(2)).isCloseTo(5_000, within(1e-3));
        assertThat(alone.recordsPerSecond(4)).as("Neo4j: 100 µs a record").isCloseTo(10_000, within(1e-3));
        assertThat(alone.recordsPerSecond(16)).isCloseTo(10_000, within(1e-3));
    }

    @Test
    void a_further_record_that_becomes_dearer_with_the_size_goes_on_to_become_so() {
        // 100 µs a record at first, then 200 µs: with the square root of the number of records, of which there are four
        // times as many.
        var projection = new Projection(
                List.of(load(100_000, 10, 5, 5), load(400_000, 40, 20, 20), load(1_600_000, 280, 100, 100)), 2);

        assertThat(projection.growth()).isCloseTo(0.5, within(1e-6));
        assertThat(projection.secondsWithGrowth()).isGreaterThan(projection.seconds());
        assertThat(projection.lines()).anySatisfy(line -> assertThat(line).contains("power 0.50"));
    }

    @Test
    void a_smaller_load_that_was_held_up_makes_no_further_record_quicker_than_its_work() {
        // The first one waited for something else; 900,000 records more used 360 s of CPU time.
        var projection = new Projection(List.of(load(100_000, 150, 30, 10), load(1_000_000, 230, 250, 150)), 2);

        assertThat(projection.busy()).isCloseTo(1, within(1e-6));
        assertThat(projection.seconds()).isCloseTo(230 + 33_000_000 * 200e-6, within(1e-3));
    }

    @Test
    void one_size_alone_is_said_to_project_too_much() {
        var projection = new Projection(List.of(load(1_000_000, 100, 50, 50)), 2);

        assertThat(projection.seconds()).isCloseTo(3_400, within(1e-3));
        assertThat(projection.lines().get(0)).contains("too high");
    }

    @Test
    void a_log_that_has_deleted_its_oldest_files_has_written_them_all_the_same() {
        assertThat(Installation.writtenToLog(
                        Map.of("neostore.transaction.db.10", 30L, "neostore.transaction.db.9", 100L)))
                .isEqualTo(9 * 100 + 130);
        assertThat(Installation.writtenToLog(Map.of("neostore.transaction.db.0", 30L)))
                .isEqualTo(30);
        assertThat(Installation.writtenToLog(Map.of())).isZero();
    }
}
