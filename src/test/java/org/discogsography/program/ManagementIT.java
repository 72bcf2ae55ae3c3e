package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar's management port: what it does for a console, and for nobody else. */
class ManagementIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SECRET = "hunter2-Zebra-Quagga";
    private static final String CONSOLE = "http://localhost:8080";

    private static final String CONTEXT =
            "org.apache.camel:context=discogsography,name=\"discogsography\",type=context";
    private static final String ROUTE =
            "org.apache.camel:context=discogsography,name=\"tableinator-artists\",type=routes";

    private static TestServers servers;
    private static JarProcess program;
    private static JolokiaClient jolokia;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        servers = TestServers.start();
        program = Call.of(folder, "graphinator", "tableinator", "dashboard")
                .withAllMBeans()
                .jvmToo("-Dsomebody.password=" + SECRET)
                .with(servers.settings())
                .with(Inbox.on(servers.broker()).settings())
                .with("POSTGRES_PASSWORD", SECRET)
                .with("NEO4J_PASSWORD", SECRET)
                .with("DASHBOARD_TOKEN", SECRET)
                .start();
        jolokia = JolokiaClient.of(program);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        jolokia.read(ROUTE, "State").at("/value/State").asText())
                .isEqualTo("Started"));
    }

    @AfterAll
    static void end() {
        program.close();
    }

    @Test
    void routes_breakers_repositories_and_pools_can_be_seen() throws Exception {
        assertThat(names("org.apache.camel:type=routes,*")).contains(ROUTE);
        for (String pattern : List.of(
                "org.apache.camel:type=processors,name=\"*ircuitBreaker*\",*",
                "org.apache.camel:type=idempotent,*",
                "com.zaxxer.hikari:type=Pool *")) {
            List<String> found = names(pattern);
            assertThat(found).as(pattern).isNotEmpty();
            JsonNode answer = jolokia.read(found.get(0));
            assertThat(answer.path("status").asInt())
                    .as("%s: %s", found.get(0), answer.path("error").asText())
                    .isEqualTo(200);
        }
        JsonNode breaker = jolokia.read("org.apache.camel:context=discogsography,name=\"PostgreSQL\",type=breakers");
        assertThat(breaker.at("/value/State").asText()).isEqualTo("CLOSED");
        assertThat(breaker.at("/value/FailuresThatOpen").asInt()).isEqualTo(5);
        assertThat(breaker.at("/value/OpenForSeconds").asInt()).isEqualTo(30);
        assertThat(jolokia.execute(CONTEXT, "dumpRoutesAsXml()").path("value").asText())
                .contains("<circuitBreaker");
    }

    @Test
    void a_route_can_be_suspended_and_resumed() throws Exception {
        assertThat(jolokia.execute(ROUTE, "suspend()").path("status").asInt()).isEqualTo(200);
        assertThat(jolokia.read(ROUTE, "State").at("/value/State").asText()).isEqualTo("Suspended");
        assertThat(jolokia.execute(ROUTE, "resume()").path("status").asInt()).isEqualTo(200);
        assertThat(jolokia.read(ROUTE, "State").at("/value/State").asText()).isEqualTo("Started");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.apache.camel:context=discogsography,name=\"discogsography\",type=context | sendBody(java.lang.String,java.lang.Object)",
                "org.apache.camel:context=discogsography,name=\"discogsography\",type=context | sendStringBody(java.lang.String,java.lang.String)",
                "org.apache.camel:context=discogsography,name=\"discogsography\",type=context | addOrUpdateRoutesFromXml(java.lang.String)",
                "org.apache.camel:context=discogsography,name=\"discogsography\",type=context | createEndpoint(java.lang.String)",
                "org.apache.camel:context=discogsography,name=\"discogsography\",type=context | stop()",
                "org.apache.camel:context=discogsography,name=\"tableinator-artists\",type=routes | updateRouteFromXml(java.lang.String)",
                "org.apache.camel:context=discogsography,name=\"tableinator-artists\",type=routes | remove()",
                "com.sun.management:type=HotSpotDiagnostic | dumpHeap",
                "com.sun.management:type=DiagnosticCommand | vmSystemProperties",
                "com.sun.management:type=DiagnosticCommand | jvmtiAgentLoad",
                "JMImplementation:type=MBeanServerDelegate | createMBean",
                "java.lang:type=Memory | gc",
                "java.lang:type=Threading | dumpAllThreads",
                "com.zaxxer.hikari:type=Pool* | softEvictConnections()",
            })
    void what_a_console_does_not_need_cannot_be_done(String mbean, String operation) throws Exception {
        assertForbidden(jolokia.execute(mbean, operation, "a", "b"));
    }

    @Test
    void nothing_can_be_written() throws Exception {
        for (String pattern :
                List.of("org.apache.camel:type=routes,*", "com.zaxxer.hikari:*", "java.lang:type=Memory")) {
            for (String name : names(pattern)) {
                assertForbidden(jolokia.ask(
                        Map.of("type", "write", "mbean", name, "attribute", "TracingEnabled", "value", true)));
            }
        }
        assertForbidden(jolokia.ask(
                Map.of("type", "write", "mbean", "java.lang:type=Memory", "attribute", "Verbose", "value", true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SystemProperties", "InputArguments"})
    void where_the_JVM_keeps_what_it_was_started_with_cannot_be_read(String attribute) throws Exception {
        assertThat(jolokia.read("java.lang:type=Runtime", "Uptime")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertForbidden(jolokia.ask(Map.of("type", "read", "mbean", "java.lang:type=Runtime", "attribute", attribute)));
    }

    @Test
    void no_MBean_shows_a_secret() throws Exception {
        int seen = 0;
        for (String name : names("*:*")) {
            String all = jolokia.ask(Map.of(
                            "type", "read", "mbean", name, "config", Map.of("ignoreErrors", "true", "maxDepth", "15")))
                    .toString();
            assertThat(all).as(name).doesNotContain(SECRET, "guest:guest");
            seen++;
        }
        assertThat(seen).isGreaterThan(100);
        assertThat(jolokia.ask(Map.of("type", "list")).toString()).doesNotContain(SECRET, "guest:guest");
        // With the placeholders of its routes filled in.
        for (String operation : List.of("dumpRouteAsXml(boolean)", "dumpRouteAsXml(boolean,boolean)")) {
            Object[] arguments = operation.contains(",") ? new Object[] {true, true} : new Object[] {true};
            for (String route : names("org.apache.camel:type=routes,*")) {
                JsonNode dumped = jolokia.execute(route, operation, arguments);
                assertThat(dumped.path("status").asInt()).as(route).isEqualTo(200);
                assertThat(dumped.toString()).as(route).doesNotContain(SECRET, "guest:guest");
            }
        }
    }

    @Test
    void pages_of_other_sites_get_nothing_and_do_nothing() throws Exception {
        var request = Map.of("type", "exec", "mbean", ROUTE, "operation", "suspend()");
        for (String origin : List.of(
                "http://evil.example",
                "null",
                "http://localhost:8080.evil.example",
                "https://localhost:8080",
                "http://localhost",
                "http://localhost:9003")) {
            var refused = jolokia.post(request, Map.of("Origin", origin));
            assertThat(refused.statusCode()).as(origin).isEqualTo(403);
            assertThat(refused.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
        // An image or a link makes a browser get something without a word of where it was asked to.
        for (String path : List.of("/version", "/exec/" + "java.lang:type=Memory/gc", "/list", "")) {
            assertThat(jolokia.get(jolokia.address() + path).statusCode())
                    .as(path)
                    .isEqualTo(405);
        }
        assertThat(jolokia.read(ROUTE, "State").at("/value/State").asText()).isEqualTo("Started");
        assertThat(jolokia.post(Map.of("type", "version"), Map.of("Origin", CONSOLE))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void what_is_no_request_is_refused_without_a_stack_trace() throws Exception {
        for (Object request : List.of("junk", List.of(1, 2), Map.of("type", "proxy"), Map.of())) {
            var answer = jolokia.post(request, Map.of());
            assertThat(answer.body()).doesNotContain("\\tat ", "stacktrace\"");
        }
        assertThat(jolokia.post("x".repeat(2_000_000), Map.of()).statusCode()).isEqualTo(413);
        JsonNode proxied = jolokia.ask(Map.of(
                "type",
                "read",
                "mbean",
                ROUTE,
                "target",
                Map.of("url", "service:jmx:rmi:///jndi/ldap://evil.example/a")));
        assertThat(proxied.at("/value/RouteId").asText())
                .as("it asks no other JVM")
                .isEqualTo("tableinator-artists");
    }

    @Test
    void with_a_login_only_who_has_it_manages_and_health_is_for_all() throws Exception {
        try (var guarded = Call.of(folder, "discovery")
                .with("MANAGEMENT_HOST", "0.0.0.0")
                .with("MANAGEMENT_USERNAME", "operator")
                .with("MANAGEMENT_PASSWORD", SECRET)
                .start()) {
            var asked = JolokiaClient.of(guarded);
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() ->
                            assertThat(asked.get("health/live").statusCode()).isEqualTo(200));
            var request = Map.of("type", "version");
            var without = asked.post(request, Map.of());
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.headers().firstValue("www-authenticate").orElseThrow())
                    .startsWith("Basic");
            for (String wrong : List.of("operator:" + SECRET + "x", "operator:", "other:" + SECRET, ":")) {
                assertThat(asked.post(request, basic(wrong)).statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(asked.post(request, basic("operator:" + SECRET)).statusCode())
                    .isEqualTo(200);
            assertThat(asked.get("jolokia/version").statusCode()).isEqualTo(401);
            assertThat(guarded.toString()).doesNotContain(SECRET, "ERROR");
        }
    }

    @Test
    void Camel_calls_the_process_ready_when_the_servers_are_there_and_alive_while_a_route_is_suspended()
            throws Exception {
        await().untilAsserted(() ->
                assertThat(jolokia.get("health/ready").statusCode()).isEqualTo(200));
        assertThat(jolokia.get("health").statusCode()).isEqualTo(200);
        assertThat(jolokia.execute(ROUTE, "suspend()").path("status").asInt()).isEqualTo(200);
        try {
            assertThat(jolokia.get("health/live").statusCode()).isEqualTo(200);
        } finally {
            jolokia.execute(ROUTE, "resume()");
        }
    }

    private static Map<String, String> basic(String login) {
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertForbidden(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(403);
        assertThat(answer.has("value")).isFalse();
    }

    private static List<String> names(String pattern) throws Exception {
        List<String> names = new ArrayList<>();
        jolokia.ask(Map.of("type", "search", "mbean", pattern)).path("value").forEach(name -> names.add(name.asText()));
        return names;
    }
}
