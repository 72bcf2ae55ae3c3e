package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.Test;

class HostsInTurnTest {

    private final HostsInTurn<String> hosts = new HostsInTurn<>("Server", List.of("a", "b", "c"));

    @Test
    void the_one_that_worked_last_is_tried_first_and_after_its_failure_the_next() {
        try (var log = LogLines.of(HostsInTurn.class)) {
            assertThat(hosts.order()).containsExactly("a", "b", "c");
            assertThat(hosts.inUse()).isEmpty();

            hosts.works("b");
            assertThat(hosts.order()).containsExactly("b", "c", "a");
            assertThat(hosts.inUse()).contains("b");

            hosts.failed("b");
            assertThat(hosts.order()).containsExactly("c", "a", "b");
            hosts.works("c");
            hosts.works("c");
            hosts.failed("c");
            assertThat(hosts.order()).containsExactly("a", "b", "c");
            hosts.works("c");
            assertThat(hosts.order()).containsExactly("c", "a", "b");

            assertThat(log.lines()).containsExactly("Server: b is in use", "Server: c is in use, no longer b");
        }
    }

    @Test
    void a_second_who_meets_the_same_failure_does_not_skip_the_next() {
        hosts.failed("a");
        hosts.failed("a");

        assertThat(hosts.order()).containsExactly("b", "c", "a");
    }

    @Test
    void of_a_single_one_nothing_is_logged() {
        try (var log = LogLines.of(HostsInTurn.class)) {
            var single = new HostsInTurn<>("Server", List.of("a"));
            single.works("a");
            single.failed("a");
            single.works("a");

            assertThat(single.order()).containsExactly("a");
            assertThat(log.lines()).isEmpty();
        }
    }
}
