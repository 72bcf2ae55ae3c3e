package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            localhost,          localhost,   5432
            localhost:5433,     localhost,   5433
            ' db.example:1 ',   db.example,  1
            db_1:65535,         db_1,        65535
            127.0.0.1,          127.0.0.1,   5432
            [::1],              [::1],       5432
            [fe80::1]:5433,     [fe80::1],   5433
            """)
    void an_address_is_host_or_host_and_port(String text, String host, int port) {
        assertThat(PostgresAddress.parse(text))
                .isEqualTo(new PostgresAddress(List.of(new PostgresAddress.Host(host, port))));
        assertThat(PostgresAddress.parse(text)).hasToString(host + ":" + port);
    }

    @Test
    void several_hosts_are_read_in_their_order() {
        assertThat(PostgresAddress.parse("a, b:5433,[::1]")).hasToString("a:5432,b:5433,[::1]:5432");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":5432",
                "h:",
                "h:x",
                "h:0",
                "h:65536",
                "h:-1",
                "h:+1",
                "h: 5432",
                "a b",
                "::1",
                "[::1",
                "[::1]x",
                "[]",
                "a,",
                ",a",
                "a,,b",
                "a,b:x",
                "a,a:5432",
                "a,u:secret@b",
                "jdbc:postgresql://h:5432/d",
                "postgresql://u:secret@h:5432/d",
                "u:secret@h",
                "u:secret@h:5432",
                "h?password=secret",
                "h#x",
                "h/d",
            })
    void what_is_none_is_refused_by_the_name_of_its_setting_and_without_a_password(String text) {
        assertThatThrownBy(() -> PostgresAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("POSTGRES_ADDRESS")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
