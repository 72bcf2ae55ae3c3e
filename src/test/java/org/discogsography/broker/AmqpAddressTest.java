package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpAddressTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            amqp://guest:guest@localhost:5672/,        false, localhost,   5672, /,      guest,  guest
            amqp://guest:guest@localhost:5672,         false, localhost,   5672, /,      guest,  guest
            amqp://guest:guest@localhost:5672/%2F,     false, localhost,   5672, /,      guest,  guest
            amqp://guest:guest@localhost:5672/%2f,     false, localhost,   5672, /,      guest,  guest
            amqp://localhost,                          false, localhost,   5672, /,      guest,  guest
            amqps://localhost,                         true,  localhost,   5671, /,      guest,  guest
            amqps://u:p@h:1/music,                     true,  h,           1,    music,  u,      p
            amqp://u@h/a%2Fb,                          false, h,           5672, a/b,    u,      guest
            amqp://u:p:q@h,                            false, h,           5672, /,      u,      p:q
            amqp://u%40x:p%3A%2F%40%25@h,              false, h,           5672, /,      u@x,    p:/@%
            amqp://u+v:a+b@h/c+d,                      false, h,           5672, c+d,    u+v,    a+b
            amqp://u:%D0%AF@h,                         false, h,           5672, /,      u,      Я
            amqp://u:p@[::1]:5673/,                    false, [::1],       5673, /,      u,      p
            '  amqp://u:p@127.0.0.1 ',                 false, 127.0.0.1,   5672, /,      u,      p
            amqp://u:p@h?heartbeat=5,                  false, h,           5672, /,      u,      p
            """)
    void an_address_is_read(
            String text, boolean tls, String host, int port, String vhost, String username, String password) {
        assertThat(AmqpAddress.parse(text)).isEqualTo(new AmqpAddress(tls, host, port, vhost, username, password));
    }

    @Test
    void an_empty_password_is_a_password() {
        assertThat(AmqpAddress.parse("amqp://u:@h").password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:5672",
                "http://u:secret@h",
                "amqp:u:secret@h",
                "amqp://",
                "amqp://u:secret@",
                "amqp://u:secret@h:0",
                "amqp://u:secret@h:65536",
                "amqp://u:secret@h:port",
                "amqp://u:secret@h/a/b",
                "amqp://u:secret@h^",
                "amqp://u:secret%zz@h",
                "amqp://u:secret @h",
                "amqp://u:secret@under_score:5672",
            })
    void what_is_none_is_refused_by_the_name_of_its_setting_and_without_its_password(String text) {
        assertThatThrownBy(() -> AmqpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AMQP_CONNECTION")
                .satisfies(e -> assertThat(e).hasStackTraceContaining("AmqpAddress"))
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
    }

    @Test
    void it_is_written_without_the_login() {
        assertThat(AmqpAddress.parse("amqps://u:secret@h/v")).hasToString("amqps://h:5671 vhost v");
    }

    private static String stackTrace(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
