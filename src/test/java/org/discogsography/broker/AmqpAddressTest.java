package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
            amqp://u:p@under_score:5673/v,             false, under_score, 5673, v,      u,      p
            """)
    void an_address_is_read(
            String text, boolean tls, String host, int port, String vhost, String username, String password) {
        assertThat(AmqpAddress.parse(text))
                .isEqualTo(new AmqpAddress(tls, List.of(new AmqpAddress.Host(host, port)), vhost, username, password));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amqp://u:p@a:5672,b:5673/v                     | amqp://a:5672,b:5673 vhost v
            amqp://u:p@a, b ,[::1]:1                       | amqp://a:5672,b:5672,[::1]:1 vhost /
            amqp://a,b/%2F                                 | amqp://a:5672,b:5672 vhost /
            amqps://u:p@a,b:1?x=y                          | amqps://a:5671,b:1 vhost /
            amqp://u:p@a:5672/v,amqp://u:p@b:5673/v        | amqp://a:5672,b:5673 vhost v
            amqp://u:p@a/v, amqp://u:p@b,c/v               | amqp://a:5672,b:5672,c:5672 vhost v
            amqp://u:p,q@a,b                               | amqp://a:5672,b:5672 vhost /
            """)
    void several_hosts_are_read_in_their_order(String text, String read) {
        assertThat(AmqpAddress.parse(text)).hasToString(read);
    }

    @Test
    void a_comma_in_a_password_separates_nothing() {
        assertThat(AmqpAddress.parse("amqp://u:p,q@a,b").password()).isEqualTo("p,q");
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
                "amqp://u:secret@a,,b",
                "amqp://u:secret@a,b,",
                "amqp://u:secret@a,b:x/v",
                "amqp://u:secret@a,a:5672",
                "amqp://u:secret@a,u:secret@b",
                "amqp://u:secret@a,http://u:secret@b",
                "amqp://u:secret@a,amqps://u:secret@b",
                "amqp://u:12/secret@h",
                "amqp://u:12#secret@h",
                "amqp://u:12?secret@h",
                "amqp://u:p@h/secret@x",
                "amqp://u:secret@a/v,amqp://u:secret@b/w",
                "amqp://u:secret@a,amqp://u:secret2@b",
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
