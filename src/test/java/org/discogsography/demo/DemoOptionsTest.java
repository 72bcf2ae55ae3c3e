package org.discogsography.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.demo.DemoOptions.InvalidOptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code mvn -Pdemo}, before anything is started. */
class DemoOptionsTest {

    @Test
    void without_options_a_sample_of_one_month_is_loaded() throws Exception {
        var options = DemoOptions.of(name -> "");

        assertThat(options).isEqualTo(new DemoOptions(null, 5_000, null, 1, false));
    }

    @Test
    void an_outage_of_each_server_can_be_had() throws Exception {
        for (Outage.Server server : Outage.Server.values()) {
            String name = server.name().toLowerCase(java.util.Locale.ROOT);
            assertThat(DemoOptions.of(Map.of("demo.outage", name)::get).outage())
                    .isEqualTo(server);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo.outage=bogus | -Doutage is postgresql, neo4j or rabbitmq, not 'bogus'",
                "demo.records=abc | -Drecords is a number from 1 to 100000000, not 'abc'",
                "demo.records=0 | -Drecords is a number from 1 to 100000000, not '0'",
                "demo.records=99999999999999999999 | -Drecords is a number from 1 to 100000000, not '99999999999999999999'",
                "demo.months=13 | -Dmonths is a number from 1 to 12, not '13'",
                "demo.root=/there/is/none | -Ddiscogs.root: No folder /there/is/none: expected the folder with the dump files",
                "demo.months=2,demo.outage=neo4j | -Dmonths cannot be combined with -Doutage",
            })
    void what_an_option_cannot_be_is_reported_in_one_line(String given, String message) {
        Map<String, String> properties = new HashMap<>();
        for (String property : given.split(",", -1)) {
            String[] parts = property.split("=", 2);
            properties.put(parts[0], parts[1]);
        }

        assertThatThrownBy(() -> DemoOptions.of(properties::get))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(message);
    }

    @Test
    void a_folder_without_a_dump_is_reported_in_one_line(@TempDir Path folder) {
        assertThatThrownBy(() -> DemoOptions.of(Map.of("demo.root", folder.toString())::get))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("-Ddiscogs.root: No dump in ");
    }
}
