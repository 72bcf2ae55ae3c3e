package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessCostsTest {

    @Test
    void cpu_time_is_a_processs_own_and_that_of_its_ended_children_whatever_its_name() {
        String stat = "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 900 0 0 0 150 25 300 75 20 0 1 0 5000 1000000 500";

        assertThat(ProcessCosts.cpuSeconds(stat)).isEqualTo(5.5);
        assertThat(ProcessCosts.cpuSeconds("")).as("it has just ended").isZero();
    }

    @Test
    void memory_is_read_in_kilobytes() {
        String status = "Name:\tjava\nVmPeak:\t  900 kB\nVmHWM:\t  512 kB\nVmRSS:\t  100 kB\n";

        assertThat(ProcessCosts.bytes(status, "VmHWM")).isEqualTo(512 * 1_024);
        assertThat(ProcessCosts.bytes(status, "Pss")).isZero();
    }

    @Test
    void this_process_has_used_both() {
        assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")));

        ProcessCosts costs = ProcessCosts.of(ProcessHandle.current());

        assertThat(costs.cpuSeconds()).isPositive();
        assertThat(costs.peakBytes()).isGreaterThan(1 << 20);
        assertThat(ProcessCosts.residentBytes(ProcessHandle.current())).isGreaterThan(1 << 20);
    }
}
