package org.discogsography.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.discogsography.containers.ComposeFile.Service;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Compose file and the Dockerfile fit the code, and meet the requirements of a careful operator. */
class ContainersTest {

    private static final List<String> OURS =
            List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery");
    private static final List<String> THEIRS =
            List.of("rabbitmq", "postgres", "neo4j", "prometheus", "alertmanager", "grafana");

    /** They store or publish each record of a dump. */
    private static final List<String> LOADING = List.of("extractor", "graphinator", "tableinator");

    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    /** Of its own profile: it is started by hand, for a command. */
    private static final String CLI = "cli";

    /** A name, and a version with at least two numbers: not "latest", not "18". */
    private static final Pattern PINNED = Pattern.compile("[a-z0-9/.-]+:v?[0-9]+\\.[0-9]+[^:]*");

    /** The address of another container: its name, and a port. */
    private static final Pattern ADDRESS = Pattern.compile("(?:^|[/@,])([a-z0-9]+):([0-9]+)");

    private static final Pattern SECRET_NAME = Pattern.compile("PASSWORD|PASS$|TOKEN|SECRET|AUTH|CONNECTION|KEY");

    private final ComposeFile compose = ComposeFile.read();
    private final Dockerfile dockerfile = Dockerfile.read();
    private final Map<String, Property> properties = Property.byVariable();

    ContainersTest() throws IOException {}

    static Stream<Service> services() throws IOException {
        return ComposeFile.read().services().values().stream();
    }

    static Stream<Service> ours() throws IOException {
        return services().filter(Service::isOurs);
    }

    @Test
    void the_file_has_the_whole_system_and_starts_each_service_by_its_name() {
        assertThat(compose.services().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(OURS, THEIRS, List.of(CLI))
                        .flatMap(List::stream)
                        .toList());
        assertThat(compose.services().values().stream().filter(Service::isOurs))
                .extracting(Service::name)
                .containsExactlyInAnyOrderElementsOf(OURS);
        for (String name : OURS) {
            assertThat(compose.service(name).list("command")).containsExactly(name);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void each_container_has_minimal_permissions_and_limited_resources(Service service) {
        assertThat(service.section()).as("has a user that is not root").containsKey("user");
        assertThat(service.text("user")).doesNotMatch("(root|0)(:.*)?");
        assertThat(service.section()).containsEntry("read_only", true).doesNotContainKey("privileged");
        assertThat(service.list("cap_drop")).containsExactly("ALL");
        assertThat(service.list("cap_add")).isEmpty();
        assertThat(service.list("security_opt")).containsExactly("no-new-privileges:true");
        assertThat(service.list("tmpfs")).contains("/tmp");
        assertThat(service.section()).containsKeys("mem_limit", "cpus", "pids_limit", "logging");
        assertThat(service.text("restart")).isEqualTo("unless-stopped");
        if (!service.runsCommands()) {
            assertThat(service.healthCheck()).isNotEmpty();
            assertThat(service.entries("healthcheck")).containsKeys("interval", "timeout", "retries", "start_period");
        }
        assertThat(service.section()).as("starts in any order").doesNotContainKeys("depends_on", "links");
        assertThat(service.section()).as("can be scaled, or run twice").doesNotContainKey("container_name");
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_image_is_pinned(Service service) {
        assertThat(service.text("image")).matches(PINNED);
    }

    @Test
    void every_base_image_is_pinned() {
        assertThat(dockerfile.images()).hasSize(2).allSatisfy(image -> assertThat(image)
                .matches(PINNED));
    }

    @ParameterizedTest
    @MethodSource("services")
    void ports_are_published_on_the_loopback_address_only(Service service) {
        assertThat(service.list("ports")).allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void no_two_containers_publish_the_same_port() {
        List<String> published = compose.services().values().stream()
                .flatMap(service -> service.list("ports").stream())
                .map(port -> port.split(":", -1)[1])
                .toList();
        assertThat(published).doesNotHaveDuplicates();
    }

    @Test
    void scalable_services_publish_no_port() {
        for (String name : List.of("graphinator", "tableinator")) {
            assertThat(compose.service(name).list("ports")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void every_variable_sets_a_property_or_names_the_file_of_a_secret(Service service) {
        Set<String> variables = new TreeSet<>(service.environment().keySet());
        variables.remove(JVM_OPTIONS);
        assertThat(properties.keySet()).containsAll(variables);
    }

    /** Of the others it is not known whether that is good for their answers. */
    @ParameterizedTest
    @MethodSource("services")
    void the_services_that_load_have_the_jvm_options_of_the_docs_but_for_the_collector(Service service)
            throws IOException {
        if (LOADING.contains(service.name())) {
            assertThat(words(service.environment().get(JVM_OPTIONS)))
                    .isNotEmpty()
                    .containsExactlyElementsOf(documentedOptions()
                            .filter(option -> !isCollector(option))
                            .toList());
        } else {
            assertThat(service.environment()).doesNotContainKey(JVM_OPTIONS);
        }
    }

    /** The benchmarks measure with them, and {@link ContainersIT} loads with them. */
    @Test
    void the_broker_has_the_options_that_are_measured() {
        assertThat(compose.service("rabbitmq").environment())
                .containsEntry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", RabbitMqServer.AS_SHIPPED);
    }

    /** The benchmarks measure with what is recommended for older versions. */
    @Test
    void the_docs_have_the_settings_of_a_broker_of_ones_own_that_are_measured() throws IOException {
        assertThat(Files.readString(Path.of("docs/containers.md")))
                .contains(
                        "\"" + RabbitMqServer.AS_SHIPPED + "\"",
                        "```ini\n" + RabbitMqServer.SMALL_SOCKET_BUFFERS + "```");
    }

    private static List<String> words(String options) {
        return List.of(options.split(" "));
    }

    /** The options that docs/running.md recommends. */
    private static Stream<String> documentedOptions() throws IOException {
        var line = Pattern.compile("export JAVA_TOOL_OPTIONS=\"([^\"]+)\"")
                .matcher(Files.readString(Path.of("docs/running.md")));
        assertThat(line.find()).isTrue();
        return words(line.group(1)).stream();
    }

    private static boolean isCollector(String option) {
        return option.matches("-XX:[+-]Use\\w+GC");
    }

    /** Whoever chooses a collector, in {@code JDK_JAVA_OPTIONS} for example, must not find that another one has been chosen. */
    @ParameterizedTest
    @ValueSource(strings = {"Serial", "Parallel", "G1", "Z", "Shenandoah"})
    void a_jvm_starts_with_these_options_and_any_collector_that_it_has(String collector) throws Exception {
        String chosen = "-XX:+Use" + collector + "GC";
        Assumptions.assumeTrue(starts("", chosen).code() == 0, () -> "a JVM without " + chosen);

        String options = compose.service("graphinator").environment().get(JVM_OPTIONS);
        var started = starts(options, chosen);
        assertThat(started.code()).as(started.output()).isZero();
        assertThat(started.output()).containsOnlyOnce("JAVA_TOOL_OPTIONS").doesNotContain("warning");
    }

    private static InstalledTool.Result starts(String options, String collector) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), collector, "-version")
                .redirectErrorStream(true);
        builder.environment().put(JVM_OPTIONS, options);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new InstalledTool.Result(process.waitFor(), output);
    }

    @Test
    void every_variable_of_the_image_sets_a_property() {
        assertThat(properties.keySet()).containsAll(dockerfile.environment().keySet());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void each_service_has_its_health_check_and_its_published_port_on_its_own_port(Service service) throws IOException {
        int port = Property.port(service.name());
        assertThat(service.healthCheck()).contains("http://127.0.0.1:" + port + "/health");
        assertThat(service.list("ports"))
                .allSatisfy(published -> assertThat(published).isEqualTo("127.0.0.1:" + port + ":" + port));
        assertThat(service.environment()).containsEntry("HTTP_HOST", "0.0.0.0").doesNotContainKey("HTTP_PORT");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void every_address_is_one_on_which_a_container_listens(Service service) throws IOException {
        var listens = new TreeMap<>(Map.of("rabbitmq", 5672, "postgres", 5432, "neo4j", 7687));
        for (String name : OURS) {
            listens.put(name, Property.port(name));
        }
        for (var setting : service.environment().entrySet()) {
            var address = ADDRESS.matcher(setting.getValue());
            while (address.find()) {
                assertThat(listens)
                        .as("%s=%s", setting.getKey(), setting.getValue())
                        .containsEntry(address.group(1), Integer.parseInt(address.group(2)));
            }
        }
    }

    @Test
    void a_command_has_the_logins_of_all_three_servers_and_starts_only_when_it_is_asked_for() {
        Service cli = compose.service(CLI);
        Map<String, String> logins = new TreeMap<>();
        for (String name : List.of("graphinator", "tableinator")) {
            logins.putAll(compose.service(name).environment());
        }
        logins.keySet().removeAll(List.of("HTTP_HOST", JVM_OPTIONS));

        assertThat(cli.environment()).isEqualTo(logins).containsKeys("AMQP_CONNECTION_FILE", "NEO4J_PASSWORD_FILE");
        assertThat(cli.list("profiles")).containsExactly(CLI);
    }

    @Test
    void the_dashboard_polls_every_other_service() throws IOException {
        List<String> others = new ArrayList<>();
        for (String name : OURS) {
            if (!name.equals("dashboard")) {
                others.add("http://" + name + ":" + Property.port(name));
            }
        }
        assertThat(compose.service("dashboard")
                        .environment()
                        .get("DASHBOARD_SERVICES")
                        .split(","))
                .containsExactlyInAnyOrderElementsOf(others);
    }

    @ParameterizedTest
    @MethodSource("services")
    void no_secret_is_in_the_file(Service service) {
        service.environment().forEach((variable, value) -> {
            if (SECRET_NAME.matcher(variable).find()) {
                assertThat(value).as(variable).startsWith("/run/secrets/");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("services")
    void each_service_gets_exactly_the_secrets_that_it_uses(Service service) {
        Set<String> named = new HashSet<>();
        service.environment().values().stream()
                .filter(value -> value.startsWith("/run/secrets/"))
                .forEach(value -> named.add(value.substring("/run/secrets/".length())));
        // RabbitMQ's image has no variable for it: the file is mounted where the broker expects it.
        Set<String> given = new HashSet<>(service.secrets());
        given.remove("rabbitmq_definitions");
        assertThat(given).isEqualTo(named);
        assertThat(compose.secrets().keySet()).containsAll(service.secrets());
    }

    @Test
    void the_script_generates_every_secret_and_keeps_existing_ones(@TempDir Path folder) throws Exception {
        List<String> command = List.of("sh", "containers/make-secrets.sh", folder.toString());
        var first = InstalledTool.run(command);
        assertThat(first.code()).as(first.output()).isZero();
        Map<String, String> made = new TreeMap<>();
        for (Path file : compose.secrets().values()) {
            assertThat(file.getParent()).isEqualTo(Path.of("./secrets"));
            Path secret = folder.resolve(file.getFileName());
            assertThat(secret).isNotEmptyFile();
            made.put(secret.toString(), Files.readString(secret));
        }
        String password =
                Files.readString(folder.resolve("rabbitmq_password.txt")).strip();
        assertThat(password).hasSizeGreaterThanOrEqualTo(32);
        assertThat(first.output()).doesNotContain(password);
        assertThat(folder.resolve("amqp_connection.txt"))
                .hasContent("amqp://discogsography:" + password + "@rabbitmq:5672/");
        assertThat(made.values()).doesNotHaveDuplicates();
        assertThat(InstalledTool.run(command).output()).isEmpty();
        made.forEach((file, content) -> assertThat(Path.of(file)).hasContent(content));
    }

    @Test
    void secrets_are_neither_committed_nor_built_into_the_image() throws IOException {
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("secrets/");
        List<String> copied = Files.readAllLines(Path.of(".dockerignore"));
        assertThat(copied).contains("*").noneMatch(line -> line.startsWith("!secrets"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everything_mounted_exists(Service service) {
        for (String mount : service.list("volumes")) {
            String source = source(mount);
            if (source.startsWith(".")) {
                assertThat(Path.of(source)).as(mount).exists();
                assertThat(mount).as("files of the repository are read-only").endsWith(":ro");
            } else {
                assertThat(compose.volumes()).as(mount).contains(source);
            }
        }
    }

    /** What is mounted by default. */
    private static String source(String mount) {
        String source = mount.startsWith("${") ? mount.substring(mount.indexOf(":-") + 2) : mount;
        return source.replaceFirst("[:}].*", "");
    }

    @Test
    void every_volume_is_mounted_by_one_container() {
        List<String> mounted = compose.services().values().stream()
                .flatMap(service -> service.list("volumes").stream())
                .map(ContainersTest::source)
                .filter(source -> !source.startsWith("."))
                .toList();
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(compose.volumes());
    }

    @Test
    void the_image_runs_as_an_unprivileged_user_and_contains_the_jar_that_it_runs() throws IOException {
        assertThat(dockerfile.user()).matches("[1-9][0-9]*:[1-9][0-9]*");
        assertThat(ours())
                .allSatisfy(service -> assertThat(service.text("user")).isEqualTo(dockerfile.user()));
        List<String> entrypoint = dockerfile.entrypoint();
        String jar = entrypoint.get(entrypoint.indexOf("-jar") + 1);
        assertThat(dockerfile.copied()).contains(jar);
        assertThat(entrypoint).contains("-Xmx512m");
    }

    @Test
    void the_image_contains_the_archive_of_classes_that_it_starts_with() throws IOException {
        List<String> entrypoint = dockerfile.entrypoint();
        String used = entrypoint.stream()
                .filter(word -> word.startsWith("-XX:SharedArchiveFile="))
                .findFirst()
                .orElseThrow();
        String jar = entrypoint.get(entrypoint.indexOf("-jar") + 1);
        assertThat(dockerfile.runs()).anySatisfy(run -> assertThat(run)
                .contains(used.replace("SharedArchiveFile", "ArchiveClassesAtExit") + " ", "-jar " + jar + " "));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void a_service_has_more_time_to_stop_than_it_needs(Service service) {
        Duration grace = Duration.parse("PT" + service.text("stop_grace_period"));
        assertThat(grace).isGreaterThanOrEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void the_extractors_state_outlives_its_container() {
        Service extractor = compose.service("extractor");
        String state = extractor.environment().get("EXTRACTOR_STATE_FOLDER");
        assertThat(state).isEqualTo(dockerfile.environment().get("EXTRACTOR_STATE_FOLDER"));
        assertThat(extractor.list("volumes")).contains("extractor-state:" + state);
    }

    @Test
    void the_extractor_downloads_into_a_volume_that_it_can_write_to() {
        Service extractor = compose.service("extractor");
        assertThat(extractor.environment()).containsEntry("EXTRACTOR_DOWNLOAD", "always");
        assertThat(extractor.list("volumes"))
                .contains("${DISCOGS_ROOT:-dumps}:" + extractor.environment().get("DISCOGS_ROOT"));
    }

    @Test
    void compose_accepts_the_file() throws Exception {
        var ended = InstalledTool.require("docker-compose", "Debian's package docker-compose")
                .run("--file", ComposeFile.PATH.toString(), "config", "--quiet");
        assertThat(ended).isEqualTo(new InstalledTool.Result(0, ""));
    }

    @Test
    void yamllint_accepts_the_files() throws Exception {
        var ended = InstalledTool.require("yamllint", "Debian's package yamllint")
                .run(
                        "--strict",
                        ComposeFile.PATH.toString(),
                        "monitoring/alertmanager.yml",
                        Manifest.FOLDER.toString());
        assertThat(ended).isEqualTo(new InstalledTool.Result(0, ""));
    }
}
