package org.discogsography.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the charts show of the past. */
class HistoryTest {

    private final History history = new History();

    private void offer(long seconds, Double rate, Long ready) {
        history.offer(new History.Sample(seconds * 1_000, rate, null, rate, null, ready));
    }

    @Test
    void an_hour_is_kept_in_steps_of_five_seconds_and_a_day_in_minutes() {
        for (long second = 0; second < 26 * 3_600; second++) {
            offer(second, 1.0, second);
        }

        assertThat(history.hour().stepSeconds()).isEqualTo(5);
        assertThat(history.hour().samples()).hasSize(720);
        assertThat(history.day().stepSeconds()).isEqualTo(60);
        assertThat(history.day().samples()).hasSize(1_441);
    }

    @Test
    void a_minute_has_the_average_of_the_rates_that_are_known_and_the_last_backlog() {
        offer(0, 10.0, 1L);
        offer(5, null, 2L);
        offer(10, 20.0, 3L);

        assertThat(history.day().samples()).singleElement().satisfies(minute -> {
            assertThat(minute.published()).isEqualTo(15.0);
            assertThat(minute.graph()).isNull();
            assertThat(minute.tableReady()).isEqualTo(3);
        });
    }
}
