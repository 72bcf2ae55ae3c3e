package org.discogsography.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Rates rates = new Rates();

    @Test
    void a_rate_is_what_a_counter_grew_by_over_the_last_seconds() {
        assertThat(rates.of("a", 100, 0)).isZero();
        assertThat(rates.of("a", 300, SECOND)).isEqualTo(200);
        assertThat(rates.of("a", 300, 2 * SECOND)).isEqualTo(100);
        rates.of("a", 300, 7 * SECOND);
        assertThat(rates.of("a", 300, 8 * SECOND)).isZero();
    }

    @Test
    void a_counter_that_falls_began_anew() {
        rates.of("a", 1_000, 0);
        assertThat(rates.of("a", 10, SECOND)).isZero();
        assertThat(rates.of("a", 30, 2 * SECOND)).isEqualTo(20);
    }

    @Test
    void a_counter_that_was_away_for_a_while_does_not_make_up_for_it_at_once() {
        rates.of("a", 0, 0);
        rates.sweep();
        rates.sweep();
        assertThat(rates.of("a", 1_000_000, SECOND)).isZero();
    }
}
