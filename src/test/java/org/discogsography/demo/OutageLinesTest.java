package org.discogsography.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the demo takes for a server that has failed. */
class OutageLinesTest {

    @ParameterizedTest
    @ValueSource(strings = {"outage.BreakerLog", "outage.ServerWatch", "broker.ConnectionState"})
    void the_first_warning_about_a_server_is_why_less_is_compared(String logger) {
        try (var lines = new OutageLines()) {
            LoggerFactory.getLogger("org.discogsography." + logger).warn("Neo4j: failure 1 of 5: it did not answer");

            LoggerFactory.getLogger("org.discogsography." + logger).warn("Neo4j: failure 2 of 5: it did not answer");

            assertThat(lines.doubt()).hasValueSatisfying(doubt -> assertThat(doubt)
                    .startsWith("A server has failed (")
                    .contains("Neo4j: failure 1 of 5: it did not answer). Messages may have come twice"));
            assertThat(lines.take()).hasSize(2).first().asString().endsWith("Neo4j: failure 1 of 5: it did not answer");
        }
    }

    @Test
    void what_is_normal_is_no_reason() {
        try (var lines = new OutageLines()) {
            LoggerFactory.getLogger("org.discogsography.outage.ServerWatch").info("Neo4j: connected");
            LoggerFactory.getLogger("org.discogsography.extractor.Extraction").warn("a record was rejected");

            assertThat(lines.doubt()).isEmpty();
        }
    }
}
