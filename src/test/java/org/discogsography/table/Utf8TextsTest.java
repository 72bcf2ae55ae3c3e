package org.discogsography.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.discogsography.servers.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With and without binary parameters, and more often than the server takes to keep a statement's plan. */
class Utf8TextsTest {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"binaryTransfer=true&prepareThreshold=1", "binaryTransfer=false"})
    void the_server_gets_each_text_as_it_is(String option) throws SQLException {
        assertArrives(option, List.of("a"));
        assertArrives(
                option,
                List.of(
                        "",
                        "{\"id\":\"1\"}",
                        "\\\"\\\\",
                        "a,{b}",
                        "NULL",
                        " \n\t",
                        "Björk 東京 \uD83C\uDFB6",
                        "x".repeat(70_000)));
        assertArrives(option, List.of());
    }

    @Test
    void a_log_line_does_not_have_the_texts() {
        assertThat(new Utf8Texts(List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8))))
                .hasToString("2 texts");
    }

    private static void assertArrives(String option, List<String> texts) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:postgresql://" + postgres.address() + "/"
                        + EmbeddedPostgres.DATABASE + "?user=" + EmbeddedPostgres.USERNAME + "&password="
                        + EmbeddedPostgres.PASSWORD + "&" + option);
                var statement = connection.prepareStatement("select array(select unnest(?)), cardinality(?)")) {
            for (int i = 0; i < 8; i++) {
                var parameter = new Utf8Texts(
                        texts.stream().map(text -> text.getBytes(UTF_8)).toList());
                statement.setObject(1, parameter);
                statement.setObject(2, parameter);
                try (var row = statement.executeQuery()) {
                    row.next();
                    assertThat((Object[]) row.getArray(1).getArray()).isEqualTo(texts.toArray(String[]::new));
                    assertThat(row.getInt(2)).isEqualTo(texts.size());
                }
            }
        }
    }
}
