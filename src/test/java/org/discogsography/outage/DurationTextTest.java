package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.0 s",
        "PT0.84S, 0.8 s",
        "PT9.9S, 9.9 s",
        "PT9.999S, 10.0 s",
        "PT10S, 10 s",
        "PT59.9S, 59 s",
        "PT1M, 1 min 0 s",
        "PT2M5S, 2 min 5 s",
        "PT59M59S, 59 min 59 s",
        "PT1H, 1 h 0 min",
        "PT27H12M59S, 27 h 12 min"
    })
    void times_are_said_in_the_units_that_matter(Duration time, String words) {
        assertThat(DurationText.time(time)).isEqualTo(words);
    }
}
