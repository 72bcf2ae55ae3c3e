package org.discogsography.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoredRecordCountTest {

    @Test
    void counting_takes_a_fiftieth_of_the_time_at_most() {
        var count = Duration.ofMillis(400);
        assertThat(count.toMillis()
                        / (double)
                                count.plus(StoredRecordCount.rest(count, count)).toMillis())
                .isLessThanOrEqualTo(0.02);
    }

    @Test
    void a_count_that_had_to_wait_once_does_not_delay_the_next_one() {
        var quick = Duration.ofMillis(10);
        var slow = Duration.ofSeconds(10);
        assertThat(StoredRecordCount.rest(slow, quick)).isEqualTo(StoredRecordCount.rest(quick, quick));
        assertThat(StoredRecordCount.rest(quick, slow)).isEqualTo(StoredRecordCount.rest(quick, quick));
    }
}
