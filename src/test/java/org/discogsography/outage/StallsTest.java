package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How much time a busy machine takes away from a test. */
class StallsTest {

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_time_in_which_this_JVM_stands_still_is_lost_and_no_other() throws Exception {
        long before = System.nanoTime();
        try (var stalls = new Stalls()) {
            long began = System.nanoTime();
            long own = ProcessHandle.current().pid();
            new ProcessBuilder("sh", "-c", "kill -STOP %1$d; sleep 1; kill -CONT %1$d".formatted(own))
                    .inheritIO()
                    .start()
                    .waitFor();
            long ended = System.nanoTime();

            assertThat(stalls.between(began, ended)).isBetween(Duration.ofMillis(500), Duration.ofNanos(ended - began));
            assertThat(stalls.between(before - 1_000, before)).isZero();
        }
    }
}
