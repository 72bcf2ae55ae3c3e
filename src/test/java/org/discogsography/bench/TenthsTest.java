package org.discogsography.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.discogsography.bench.Tenths.Sample;
import org.junit.jupiter.api.Test;

class TenthsTest {

    @Test
    void a_load_that_is_steady_has_ten_equal_tenths() {
        Tenths tenths = Tenths.of(List.of(new Sample(0, 0), new Sample(10, 1_000)), 1_000);

        assertThat(tenths.rates()).hasSize(10).allSatisfy(rate -> assertThat(rate)
                .isCloseTo(100, within(1e-6)));
        assertThat(tenths.lastToBest()).isCloseTo(1, within(1e-6));
    }

    @Test
    void a_load_that_becomes_slower_shows_it_in_its_last_tenth() {
        // 900 records in 9 s, the last 100 in 4 s, by samples that lie anywhere.
        var samples = List.of(
                new Sample(0, 0), new Sample(2.5, 250), new Sample(9, 900), new Sample(11, 950), new Sample(13, 1_000));

        Tenths tenths = Tenths.of(samples, 1_000);

        assertThat(tenths.rates().get(8)).isCloseTo(100, within(1e-6));
        assertThat(tenths.rates().get(9)).isCloseTo(25, within(1e-6));
        assertThat(tenths.lastToBest()).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void a_type_that_is_read_last_begins_when_its_first_record_has_been_stored() {
        var samples = List.of(new Sample(0, 0), new Sample(50, 0), new Sample(60, 500), new Sample(70, 1_000));

        assertThat(Tenths.seconds(samples, 0)).isEqualTo(50);
        assertThat(Tenths.of(samples, 1_000).rates())
                .allSatisfy(rate -> assertThat(rate).isCloseTo(50, within(1e-6)));
    }

    @Test
    void more_than_one_tenth_between_two_samples_is_no_division_by_zero() {
        Tenths tenths = Tenths.of(List.of(new Sample(0, 0), new Sample(0, 1_000)), 1_000);

        assertThat(tenths.rates())
                .allSatisfy(rate -> assertThat(rate).isFinite().isPositive());
    }
}
