package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.TestServers;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.Setting;
import org.discogsography.web.RawAnswer;
import org.discogsography.web.RawClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the program prints, a password is never part of it; and a password can come from a file. */
class SecretsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SECRET = "hunter2-Zebra";

    /** To Camel the name of a property; in a secret that comes from a file they mean themselves. */
    private static final String BRACES = "{{x}}";

    private final TestServers servers = TestServers.start();
    private final Inbox inbox = Inbox.on(servers.broker());

    @TempDir
    private Path folder;

    private Call all;

    @BeforeEach
    void call() throws Exception {
        Path dump = Files.createDirectory(folder.resolve("dump"));
        new DumpFiles(dump).writeOne(DataType.LABELS);
        all = Call.of(folder)
                .withAllMBeans()
                .with(servers.settings())
                .with(inbox.settings())
                .with("DISCOGS_ROOT", dump.toString())
                .with("EXTRACTOR_TYPES", "labels");
    }

    /** {@code ContainersIT} has all its logins from files. */
    @Test
    @Tag("drill")
    void a_password_in_a_file_is_used_and_not_shown() throws Exception {
        Path connection =
                Files.writeString(folder.resolve("connection"), inbox.settings().get("amqp.connection") + "\n");
        var extractor = Call.of(folder, "extractor")
                .with(inbox.settings())
                .with("DISCOGS_ROOT", folder.resolve("dump").toString())
                .with("EXTRACTOR_TYPES", "labels")
                .with("EXTRACTOR_EXIT_WHEN_DONE", "true");
        extractor = extractor.without("AMQP_CONNECTION").with("AMQP_CONNECTION_FILE", connection.toString());
        try (var program = extractor.start()) {
            assertThat(program.exitCode(PATIENCE)).as("%s", program).isZero();
            assertThat(program.toString()).doesNotContain("guest");
        }
        assertThat(inbox.take("tableinator", DataType.LABELS)).isNotEmpty();
    }

    /** How a secret can be given. */
    enum Way {
        FILE_OF_PROPERTIES {
            @Override
            Call give(Call call, Map<String, String> secrets) throws IOException {
                Files.write(
                        call.folder().resolve("application.properties"),
                        secrets.entrySet().stream()
                                .map(secret -> secret.getKey() + " = " + secret.getValue())
                                .toList());
                return call;
            }
        },
        ENVIRONMENT {
            @Override
            Call give(Call call, Map<String, String> secrets) {
                return call.with(secrets);
            }
        },
        FILES_OF_THEIR_OWN {
            @Override
            Call give(Call call, Map<String, String> secrets) throws IOException {
                Call with = call;
                for (var secret : secrets.entrySet()) {
                    Path file = Files.writeString(call.folder().resolve(secret.getKey()), secret.getValue() + "\n");
                    with = with.with(
                            SecretFiles.variable(Setting.named(secret.getKey()).orElseThrow()), file.toString());
                }
                return with;
            }
        };

        abstract Call give(Call call, Map<String, String> secrets) throws IOException;
    }

    /** Each secret another way, so that one program shows all ways. */
    @Test
    void however_a_secret_is_given_it_shows_nowhere_and_braces_in_a_file_mean_themselves() throws Exception {
        Map<String, String> secrets = secrets();
        Call call = withoutSecrets();
        call = Way.FILE_OF_PROPERTIES.give(call, Map.of("amqp.connection", secrets.get("amqp.connection")));
        call = Way.ENVIRONMENT.give(call, Map.of("neo4j.password", secrets.get("neo4j.password")));
        call = Way.FILES_OF_THEIR_OWN.give(
                call,
                Map.of(
                        "postgres.password",
                        secrets.get("postgres.password") + BRACES,
                        "dashboard.token",
                        secrets.get("dashboard.token")));
        assertShowsNowhere(call);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("drill")
    void each_secret_shows_nowhere_whatever_the_way(Way way) throws Exception {
        assertShowsNowhere(way.give(withoutSecrets(), secrets()));
    }

    private Map<String, String> secrets() {
        return Map.of(
                "amqp.connection",
                "amqp://guest:" + SECRET + "@127.0.0.1:" + servers.broker().port() + "/",
                "neo4j.password",
                SECRET,
                "postgres.password",
                SECRET,
                "dashboard.token",
                SECRET + "-" + SECRET);
    }

    /** The broker refuses the login, and the stores cannot be reached. */
    private Call withoutSecrets() {
        return all.without("AMQP_CONNECTION")
                .without("NEO4J_PASSWORD")
                .without("POSTGRES_PASSWORD")
                .with("NEO4J_ADDRESS", "bolt://127.0.0.1:1")
                .with("POSTGRES_ADDRESS", "127.0.0.1:1")
                .with("POSTGRES_CONNECT_TIMEOUT", "1")
                .with("LOG_LEVEL", "TRACE");
    }

    private static void assertShowsNowhere(Call call) throws Exception {
        try (var program = call.start()) {
            // It prints a lot.
            await().atMost(PATIENCE.multipliedBy(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .failFast(() -> !program.isRunning())
                    .until(() -> hasTriedAll(program.out()));
            var address =
                    Pattern.compile("answers on http://127\\.0\\.0\\.1:(\\d+)/").matcher(program.out());
            assertThat(address.find()).isTrue();
            int port = Integer.parseInt(address.group(1));
            for (String path : List.of(
                    "/health", "/events", "/metrics", "/", "/api/state", "/api/dead-letters/graphinator/artists")) {
                RawAnswer answer = RawClient.ask(port, "GET " + path + " HTTP/1.0\r\n\r\n");
                assertThat(answer.text()).as(path).isNotEmpty().doesNotContain(SECRET);
            }
            List<String> jmx = JmxView.of(program.pid());
            assertThat(jmx).hasSizeGreaterThan(1_000);
            assertThat(String.join("\n", jmx)).contains("HikariPool", "org.apache.camel", "InputArguments");
            assertThat(jmx).noneMatch(line -> line.contains(SECRET));
            assertThat(program.out().lines().filter(line -> line.contains(SECRET)))
                    .isEmpty();
            assertThat(program.err()).doesNotContain(SECRET);
        }
    }

    private static boolean hasTriedAll(String said) {
        return (said.contains("ACCESS_REFUSED") || said.contains("uthentication"))
                && said.contains("PostgreSQL: failed")
                && said.contains("Neo4j: failed");
    }

    @Test
    void a_secret_that_every_list_of_processes_would_show_is_refused() {
        try (var program = all.jvmToo("-Ddashboard.token=" + SECRET + SECRET).start()) {
            assertThat(program.exitCode(PATIENCE)).isEqualTo(2);
            assertThat(program.err().lines())
                    .singleElement()
                    .asString()
                    .contains("dashboard.token", "DASHBOARD_TOKEN_FILE");
            assertThat(program.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void braces_in_a_secret_that_comes_from_the_environment_are_refused() {
        try (var program = Call.of(folder, "discovery")
                .with("NEO4J_PASSWORD", SECRET + BRACES)
                .start()) {
            assertThat(program.exitCode(PATIENCE)).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains("neo4j.password", "{{");
            assertThat(program.toString()).doesNotContain(SECRET);
        }
    }
}
