package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.settings.PackedProperties;
import org.discogsography.settings.Rule;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting that {@code application.properties} has is refused, by name, where its value makes no sense. */
class SettingsCheckTest {

    private static final String[] WRONG_NUMBERS = {"", "many", "ten", "0x10", "1e3", "10s", "-", "99999999999999999999"
    };
    private static final String[] WRONG_FILES = {"a\u0000b", "/no/such/file", "application.properties"};
    private static final String[] WRONG_FLAGS = {"", "yes", "no", "1", "0", "TRUE", "on"};
    private static final String[] WRONG_NAMES = {"", "a b", "a?b=c", "a/b", "a{b", "Яд", "x".repeat(200)};
    private static final String[] WRONG_HOSTS = {
        "no host", "http://host", "host:80", "host/path", "-host", "1.2.3", "1.2.3.256", "a..b"
    };
    private static final String TOO_LONG = "x".repeat(64);

    /** Where any text makes sense. */
    private static final Set<String> FREE =
            Set.of("neo4j.password", "postgres.password", "neo4j.username", "management.username");

    /** What makes no sense, of those that are neither number nor flag. */
    private static final Map<String, String[]> REFUSED = Map.ofEntries(
            Map.entry("discogs.root", new String[] {"", " "}),
            Map.entry("extractor.state-folder", new String[] {"", " "}),
            Map.entry("exporter.state-folder", new String[] {"", " "}),
            Map.entry("extractor.types", new String[] {"songs", "artists,", "artists labels", "Artists"}),
            Map.entry("extractor.version", new String[] {"2026", "2026-08-01", "20260801-2", "newest"}),
            Map.entry("amqp.connection", new String[] {
                "",
                "localhost",
                "localhost:5672",
                "http://localhost/",
                "amqp:",
                "amqp://",
                "amqp://:5672",
                "amqp://h:70000/",
                "amqp://h:0/",
                "amqp://h:x/",
                "amqp://h/a/b",
                "amqp://a b/",
                "amqp://u:hunter2@h:99999/",
                "amqp://u:%zz@h/",
                "amqp://u:hunter2@a,b:x/",
                "amqp://u:hunter2@a/v,amqp://u:hunter2@b/w"
            }),
            Map.entry("amqp.tls-ca", WRONG_FILES),
            Map.entry("amqp.tls-certificate", with(WRONG_FILES, "/no/such/certificate")),
            Map.entry("amqp.tls-key", with(WRONG_FILES, "/no/such/key")),
            Map.entry("neo4j.tls-ca", WRONG_FILES),
            Map.entry("postgres.tls", new String[] {"", "require", "true", "Prefer"}),
            Map.entry("postgres.tls-ca", WRONG_FILES),
            Map.entry("neo4j.address", new String[] {
                "",
                "localhost",
                "localhost:7687",
                "http://localhost:7474",
                "bolt:",
                "bolt://",
                "bolt://:7687",
                "bolt://h:0",
                "bolt://h:65536",
                "bolt://h:x",
                "bolt://a b",
                "bolt://neo4j:hunter2@h:7687"
            }),
            Map.entry("postgres.address", new String[] {
                "",
                "a b",
                "jdbc:postgresql://h/db",
                "h:0",
                "h:65536",
                "h:x",
                "h:",
                ":5432",
                "h/db",
                "u:hunter2@h",
                "a,b:x"
            }),
            Map.entry("neo4j.database", new String[] {"", "ab", "1abc", "a b c", "neo4j?x=y", "a_b", TOO_LONG}),
            Map.entry("postgres.database", new String[] {"", TOO_LONG}),
            Map.entry("postgres.username", new String[] {"", TOO_LONG}),
            Map.entry("amqp.exchange", with(WRONG_NAMES, "amq.topic", "discogsography-dead-letters")),
            Map.entry("amqp.dead-letter-exchange", with(WRONG_NAMES, "amq.topic", "discogsography-exchange")),
            Map.entry("amqp.queue-prefix", with(WRONG_NAMES, "amq.")),
            Map.entry("amqp.queue-type", new String[] {"", "fast", "Quorum", "stream"}),
            Map.entry("retry.multiplier", new String[] {"NaN", "0.5", "1,5"}),
            Map.entry("retry.jitter", new String[] {"NaN", "1.5", "25%"}),
            Map.entry("http.host", with(WRONG_HOSTS, "")),
            Map.entry("http.allowed-hosts", with(WRONG_HOSTS, "a,,b", "*")),
            Map.entry("discogs.url", new String[] {
                "",
                "data.discogs.com",
                "http://data.discogs.com/",
                "http://127.0.0.1.example.com/",
                "http://localhost@example.com/",
                "https://u:hunter2@h/",
                "https://h/?prefix=x",
                "ftp://h/"
            }),
            Map.entry("extractor.download", new String[] {"", "yes", "Always", "true"}),
            Map.entry("dashboard.services", new String[] {
                "localhost:8001",
                "ftp://h",
                "http://",
                "http://h:65536",
                "http://h:x",
                "http://a b",
                "http://a,,http://b",
                "http://u:hunter2@h",
                "http://h/path",
                "http://h//",
                "http://h?q=1",
                "http://h/?q=http://h",
                "http://h#here",
                "http://a:8001,http://h/path"
            }),
            Map.entry(
                    "dashboard.token",
                    new String[] {"hunter2", "123456789012345", "hunter2 in four words", "hunter2-with-an-Ä"}),
            Map.entry("management.host", with(WRONG_HOSTS, "")),
            Map.entry("management.password", new String[] {"hunter2", "123456789012345"}),
            Map.entry("management.origins", new String[] {
                "localhost:8080",
                "ftp://h",
                "http://a b",
                "http://h:65536",
                "http://h:8080/",
                "http://h/hawtio",
                "http://h?q=1",
                "http://h#here",
                "http://u:hunter2@h",
                "http://a:8080,http://h:8080/"
            }),
            Map.entry("routes.folder", new String[] {"a\u0000b"}),
            Map.entry("camel.metrics.route-policy-level", new String[] {"", "none", "Route"}),
            Map.entry("camel.main.name", WRONG_NAMES),
            Map.entry("camel.main.startup-summary-level", new String[] {"", "loud", "2"}),
            Map.entry("camel.main.jmx-management-statistics-level", new String[] {"", "all", "2"}));

    private static final CamelContext CONTEXT = context();

    @TempDir
    private Path folder;

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    static Set<String> names() {
        return new TreeSet<>(PackedProperties.read().stringPropertyNames());
    }

    private static List<String> wrong(String name) {
        List<String> wrong = new ArrayList<>(List.of(REFUSED.getOrDefault(name, new String[0])));
        Rule rule = rule(name);
        range(rule).ifPresent(range -> {
            wrong.addAll(List.of(WRONG_NUMBERS));
            wrong.add(Long.toString(range.least() - 1));
            wrong.add(Long.toString(range.most() + 1));
            if (!(rule instanceof Rule.Decimal)) {
                wrong.add("1.5");
            }
        });
        if (rule.accepted().equals("true or false")) {
            wrong.addAll(List.of(WRONG_FLAGS));
        }
        return wrong;
    }

    private static Rule rule(String name) {
        return Setting.named(name).orElseThrow().rule();
    }

    private record Range(long least, long most) {}

    /** Of a number; empty for text. */
    private static Optional<Range> range(Rule rule) {
        if (rule instanceof Rule.WholeNumber number) {
            return Optional.of(new Range(number.least(), number.most()));
        } else if (rule instanceof Rule.Time time) {
            return Optional.of(new Range(time.least(), time.most()));
        } else if (rule instanceof Rule.Decimal decimal) {
            return Optional.of(new Range(decimal.least(), decimal.most()));
        }
        return Optional.empty();
    }

    static Stream<Arguments> refused() {
        return names().stream().flatMap(name -> wrong(name).stream().map(value -> Arguments.of(name, value)));
    }

    private static void check(Map<String, String> overrides) {
        var properties = new Properties();
        properties.putAll(overrides);
        CONTEXT.getPropertiesComponent().setOverrideProperties(properties);
        SettingsCheck.check(new Settings(CONTEXT));
    }

    private static CamelContext context() {
        var context = new DefaultCamelContext(false);
        context.disableJMX();
        var properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setLocation("classpath:application.properties");
        // What the machine's environment says is no business of this.
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        context.build();
        return context;
    }

    @Test
    void every_setting_has_a_value_that_is_refused_but_free_text() {
        assertThat(names())
                .allSatisfy(name -> assertThat(wrong(name).isEmpty()).as(name).isEqualTo(FREE.contains(name)));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String name, String value) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(name)
                .hasMessageMatching("[^\\r\\n]{20,400}")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void a_file_that_cannot_be_read_is_refused_with_a_plain_reason() throws Exception {
        assertThatThrownBy(() -> check(Map.of("amqp.connection", "amqps://localhost", "amqp.tls-ca", "/no/such/file")))
                .hasMessageContaining("cannot be read (no such file or folder: /no/such/file)");

        Path properties = Files.createDirectory(folder.resolve("application.properties"));
        assertThatThrownBy(() -> SettingsCheck.checkNames(folder, Map.of(), new Properties()))
                .hasMessage(properties + " cannot be read as properties (Is a directory)");
        Files.delete(properties);
        Files.writeString(properties, "postgres.password=hunter2\\u00zz");
        assertThatThrownBy(() -> SettingsCheck.checkNames(folder, Map.of(), new Properties()))
                .hasMessage(properties + " cannot be read as properties (a \\u is not followed by four hexadecimal"
                        + " digits)");
    }

    @Test
    void what_is_packed_into_the_jar_is_accepted() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @Test
    void both_ends_of_every_range_are_accepted() {
        Map<String, String> least = new TreeMap<>();
        Map<String, String> most = new TreeMap<>();
        for (String name : names()) {
            range(rule(name)).ifPresent(range -> {
                least.put(name, Long.toString(range.least()));
                most.put(name, Long.toString(range.most()));
            });
        }
        assertThat(least).hasSizeGreaterThan(30);
        assertThatCode(() -> check(least)).doesNotThrowAnyException();
        assertThatCode(() -> check(most)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http.host,          0.0.0.0",
        "http.host,          ::1",
        "http.host,          '::'",
        "http.host,          localhost",
        "http.host,          my-host.example.org",
        "http.allowed-hosts, 'discogs.example.org, other.example'",
        "dashboard.services, 'http://graphinator:8001,https://other.example:443/'",
        "dashboard.services, ''",
        "dashboard.services, 'http://127.0.0.1:0'",
        "management.origins, 'http://localhost:8080, https://Hawtio.example,http://[::1]:8080'",
        "management.origins, ''",
        "dashboard.token,    0123456789abcdef",
        "postgres.address,   '[::1]:5433'",
        "neo4j.address,      neo4j+s://db.example",
        "amqp.connection,    amqps://u:p%2Fw@broker.example/%2F",
        "neo4j.username,     ''",
    })
    void accepted(String name, String value) {
        assertThatCode(() -> check(Map.of(name, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "tableinator.batch-size, 501,   tableinator.prefetch,       500",
        "graphinator.batch-size, 501,   graphinator.prefetch,       500",
        "postgres.pool.minimum,  11,    postgres.pool.maximum,      10",
        "retry.delay,            2001,  retry.maximum-delay,        2000",
        "amqp.exchange,          same,  amqp.dead-letter-exchange,  same",
        "neo4j.username,         '',    neo4j.password,             hunter2",
    })
    void settings_that_do_not_fit_together_are_refused_by_both_names(
            String one, String value, String other, String otherValue) {
        assertThatThrownBy(() -> check(Map.of(one, value, other, otherValue)))
                .isInstanceOf(SettingException.class)
                .hasMessageContainingAll(one, other)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void a_password_that_refers_to_a_property_that_is_not_is_named_and_not_shown() {
        assertThatThrownBy(() -> check(Map.of("neo4j.password", "hunter2{{nothing}}")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("neo4j.password")
                .hasNoCause()
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void a_slip_in_the_file_is_refused_with_the_name_that_was_meant() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "tableinator.batchsize = 5\n");

        assertThatThrownBy(() -> checkNames(Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageContainingAll("tableinator.batchsize", "tableinator.batch-size?");
    }

    @Test
    void a_name_that_begins_like_ours_and_is_near_to_none_is_refused() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "graphinator.colour-of-the-sky = blue\n");

        assertThatThrownBy(() -> checkNames(Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageContainingAll("graphinator.colour-of-the-sky", "graphinator.");
    }

    @Test
    void names_of_others_pass() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "camel.component.kafka.brokers = x\nmy.batch = 5\nquarkus.x = 1\nneo4j.username = me\n");

        assertThatCode(() -> checkNames(Map.of(
                        "NEO4J_PORT_7687_TCP",
                        "tcp://10.0.0.1",
                        "POSTGRES_USER",
                        "x",
                        "HTTP_PROXY",
                        "x",
                        "PATH",
                        "/bin")))
                .doesNotThrowAnyException();
    }

    @Test
    void a_secret_on_the_command_line_is_refused_and_not_shown() {
        var jvm = new Properties();
        jvm.setProperty("postgres.password", "hunter2");

        assertThatThrownBy(() -> SettingsCheck.checkNames(folder, Map.of(), jvm))
                .isInstanceOf(SettingException.class)
                .hasMessageContainingAll("postgres.password", "POSTGRES_PASSWORD_FILE")
                .message()
                .doesNotContain("hunter2");
    }

    private void checkNames(Map<String, String> environment) {
        SettingsCheck.checkNames(folder, environment, new Properties());
    }
}
