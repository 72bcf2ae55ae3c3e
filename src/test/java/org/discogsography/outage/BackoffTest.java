package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static Backoff backoff(double jitter) {
        return new Backoff(5, Duration.ofSeconds(1), 2, LONGEST, jitter);
    }

    @Test
    void waits_are_doubled_up_to_the_longest() {
        var waits = IntStream.rangeClosed(1, 8).mapToObj(backoff(0)::after).map(Duration::toSeconds);

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void however_many_tries_there_were_the_wait_is_the_longest() {
        assertThat(backoff(0).after(100_000)).isEqualTo(LONGEST);
    }

    @Test
    void waits_differ_by_the_jitter_to_either_side_and_by_no_more() {
        for (int attempt : List.of(1, 4, 50)) {
            double middle = backoff(0).after(attempt).toMillis();
            var waits = IntStream.range(0, 2_000)
                    .mapToObj(ignored -> backoff(0.25).after(attempt).toMillis() / middle)
                    .toList();

            assertThat(waits).allSatisfy(part -> assertThat(part).isBetween(0.749, 1.251));
            assertThat(waits).anyMatch(part -> part < 0.8).anyMatch(part -> part > 1.2);
        }
    }
}
