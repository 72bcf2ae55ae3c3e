package org.discogsography.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.program.JarProcess;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Program;
import org.discogsography.servers.Promtool;
import org.discogsography.servers.TestServers;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics that the program serves: each service alone, in this JVM, and the jar with all of them. */
class MetricsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ALL = "all";
    private static final Pattern ANSWERS = Pattern.compile("answers on (http://127\\.0\\.0\\.1:\\d+)/");
    private static final Pattern STORED = Pattern.compile(
            "(?m)^discogsography_records_total\\{[^}]*} [1-9]|^discogsography_records_total\\{[^}]*} \\d+\\.\\d+E");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(discogsography_\\w+)` \\|[^|]*\\|([^|]*)\\|");
    private static final String PASSWORD = "not-to-be-seen-" + UUID.randomUUID();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    /** What is served, by the services that run. */
    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    private static final ServedMetrics SERVED = new ServedMetrics();
    private static HttpResponse<String> openMetrics;

    @BeforeAll
    static void ask() throws Exception {
        var servers = TestServers.start().clear();
        SampleDump.of(300).writeTo(Files.createDirectory(folder.resolve("dump")));
        String prefix = "metrics-" + UUID.randomUUID() + "-";
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("neo4j.password", PASSWORD);
        settings.put("discogs.root", folder.resolve("dump").toString());
        settings.put("extractor.force", "true");
        settings.put("metrics.backlog-interval", "1");
        settings.put("amqp.exchange", prefix + "exchange");
        settings.put("amqp.dead-letter-exchange", prefix + "dead-letters");
        settings.put("amqp.queue-prefix", prefix);
        // The extractor first: it fills the queues that the others consume.
        for (String service : List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery")) {
            try (var program = Program.start(List.of(service), settings)) {
                ask(
                        service,
                        program.main()
                                .getCamelContext()
                                .getRegistry()
                                .findSingleByType(WebServer.class)
                                .address());
            }
        }
        try (var process = JarProcess.Call.of(folder).with(settings).start()) {
            await().atMost(PATIENCE).until(() -> address(process) != null);
            ask(ALL, address(process));
        }
        PAGES.values().forEach(SERVED::add);
    }

    /** As soon as the services that settle records have settled some. */
    private static void ask(String services, String address) throws Exception {
        boolean settles = !services.equals("dashboard") && !services.equals("discovery");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions() // the port may open a moment before the routes start
                .until(() -> {
                    var page = get(address, "text/plain");
                    return page.statusCode() == 200
                            && (!settles || STORED.matcher(page.body()).find());
                });
        PAGES.put(services, get(address, "text/plain").body());
        openMetrics = get(address, "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3");
    }

    @AfterAll
    static void forget() {
        PAGES.clear();
    }

    private static String address(JarProcess process) {
        Matcher address = ANSWERS.matcher(process.out());
        return address.find() ? address.group(1) : null;
    }

    private static HttpResponse<String> get(String address, String accept) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(address + "/metrics"))
                        .header("Accept", accept)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void promtool_accepts_the_metrics_of_every_process() {
        var promtool = Promtool.require();
        PAGES.forEach((services, page) -> {
            var answer = promtool.checkMetrics(page);
            assertThat(answer.text()).as(services).isEmpty();
            assertThat(answer.exitCode()).as(services).isZero();
        });
    }

    @Test
    void each_process_has_metrics_of_its_jvm_its_routes_the_broker_and_its_stores() {
        PAGES.forEach((services, page) -> assertThat(page)
                .as(services)
                .contains("\njvm_memory_used_bytes{", "\nprocess_cpu_seconds_total ", "\njvm_threads_live_threads ")
                .contains("\ncamel_exchanges_total{", "\nprocess_uptime_seconds ", "route_id=\"metrics\"")
                .contains("\ndiscogsography_build_info{")
                .doesNotContain(PASSWORD));
        assertThat(PAGES.get("graphinator")).contains("\ndiscogsography_neo4j_pool_connections{");
        assertThat(PAGES.get("tableinator")).contains("\nhikaricp_connections{");
        assertThat(PAGES.get("extractor")).contains("\nrabbitmq_published_total ");
    }

    @Test
    void openmetrics_is_served_on_request() {
        assertThat(openMetrics.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(openMetrics.body()).endsWith("# EOF\n");
    }

    @Test
    void every_metric_in_an_alert_or_panel_is_served_with_its_labels() {
        List<Expression> expressions = new ArrayList<>(MonitoringFiles.panels());
        MonitoringFiles.alerts().forEach(alert -> expressions.add(new Expression((String) alert.get("expr"))));
        Set<String> asked = new TreeSet<>();
        for (Expression expression : expressions) {
            assertThat(expression.selectors())
                    .as(expression.text())
                    .isNotEmpty()
                    .allSatisfy(selector -> {
                        asked.add(selector.metric());
                        if (isServed(selector)) {
                            assertThat(SERVED.samples(selector.metric()))
                                    .as("%s in %s", selector, expression.text())
                                    .anyMatch(selector::takes);
                        }
                    });
        }
        assertThat(asked).hasSizeGreaterThan(30);
    }

    /** Metrics of Prometheus itself, and of garbage collection pauses, which these processes may not have had. */
    private static boolean isServed(Expression.Selector selector) {
        return !Set.of("up", "jvm_gc_pause_seconds_sum").contains(selector.metric());
    }

    @Test
    void the_documented_metrics_and_labels_are_the_served_ones() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/metrics.md"))).results().forEach(row -> {
            Set<String> labels = new TreeSet<>();
            Pattern.compile("`(\\w+)`").matcher(row.group(2)).results().forEach(label -> labels.add(label.group(1)));
            documented.put(row.group(1), labels);
        });
        assertThat(documented).isEqualTo(SERVED.own());
    }
}
