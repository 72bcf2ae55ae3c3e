package org.discogsography.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownNamesTest {

    @Test
    void a_variable_that_looks_like_a_slip_is_reported_with_the_one_that_was_meant() {
        assertThat(UnknownNames.slips(List.of("TABLEINATOR_BATCHSIZE")))
                .singleElement()
                .asString()
                .contains("TABLEINATOR_BATCHSIZE", "TABLEINATOR_BATCH_SIZE?");
        assertThat(UnknownNames.slips(List.of("NEO4J_PASWORD_FILE")))
                .singleElement()
                .asString()
                .contains("NEO4J_PASWORD_FILE", "NEO4J_PASSWORD?");
    }

    @Test
    void settings_and_the_variables_of_others_are_no_slips() {
        assertThat(UnknownNames.slips(List.of(
                        "TABLEINATOR_BATCH_SIZE",
                        "NEO4J_PASSWORD_FILE",
                        "NEO4J_SERVICE_HOST",
                        "POSTGRES_USER",
                        "POSTGRES_DB",
                        "HTTP_PROXY",
                        "CAMEL_MAIN_NAMES",
                        "HOME")))
                .isEmpty();
    }
}
