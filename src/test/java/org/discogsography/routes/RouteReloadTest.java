package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.routes.EditedRoutes.CONSUME;
import static org.discogsography.routes.EditedRoutes.FAILURES;
import static org.discogsography.routes.EditedRoutes.PATIENCE;
import static org.discogsography.routes.EditedRoutes.STORE;
import static org.discogsography.routes.EditedRoutes.TABLEINATOR;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.discogsography.timeline.Event.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route files that are edited while the tableinator runs. */
class RouteReloadTest {

    private static final String ARTISTS = "tableinator-artists";
    private static final String READ = "              ref: \"{{service}}-{{type}}-read\"\n";
    /** Of the program: what is there for a shorter time is seen once at most. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private static final String TEMPLATE_OF_ALL = "made from the template consume at " + CONSUME + ":4";

    private static EditedRoutes routes;
    private static Map<String, String> original;

    private final AtomicInteger witnessed = new AtomicInteger();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        routes = new EditedRoutes(folder, List.of("tableinator"), Map.of());
        original = Map.of(
                TABLEINATOR, routes.content(TABLEINATOR),
                STORE, routes.content(STORE),
                CONSUME, routes.content(CONSUME),
                FAILURES, routes.content(FAILURES));
    }

    @AfterAll
    static void stop() {
        routes.close();
    }

    /** Restores the files, and waits until they have been reloaded if edits of them run. */
    @BeforeEach
    void reset() throws Exception {
        for (var file : original.entrySet()) {
            routes.write(file.getKey(), file.getValue());
        }
        // The template last: without it the routes made from it would be refused, if a reload came in between.
        routes.deleteAll("tableinator/own");
        routes.deleteAll("common/own");
        if (!routes.areRunning()) {
            routes.next(Kind.ROUTE_RELOADED);
        }
        while (routes.hasSaidMore()) {
            routes.next(Kind.ROUTE_RELOADED);
        }
        routes.bind("witness", exchange -> witnessed.incrementAndGet());
        routes.servers().clear();
    }

    private static void publish(int first, int count) {
        for (int id = first; id < first + count; id++) {
            routes.exchange().send("artists", "20260801", "{\"type\":\"data\",\"id\":\"" + id + "\",\"name\":\"A\"}");
        }
        routes.exchange().confirm();
    }

    private static long rows() throws SQLException {
        try (var connection = routes.servers().postgres().connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from artists")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void awaitRows(long count) {
        await().atMost(PATIENCE).until(() -> rows() == count);
        await().atMost(PATIENCE).until(() -> routes.exchange().ready("discogsography-tableinator-artists") == 0);
        assertThat(routes.exchange().ready("discogsography-tableinator-artists-dead"))
                .isZero();
    }

    private static ServiceStatus status(String route) {
        return routes.context().getRouteController().getRouteStatus(route);
    }

    private static void addWitness() throws Exception {
        routes.edit(CONSUME, READ, READ + "          - process:\n              ref: witness\n");
    }

    @Test
    void an_edited_template_is_what_all_its_routes_do_from_then_on_and_other_routes_are_left_alone() throws Exception {
        Route health = routes.route("health");
        publish(0, 50);
        awaitRows(50);
        assertThat(witnessed).hasValue(0);

        addWitness();
        assertThat(routes.next(Kind.ROUTE_RELOADED))
                .contains(ARTISTS, "tableinator-labels", "tableinator-masters", "tableinator-releases")
                .doesNotContain("health");
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(50, 50);
        awaitRows(100);
        assertThat(witnessed).hasValue(50);
        assertThat(routes.route("health")).isSameAs(health);
    }

    @Test
    void edits_under_load_lose_nothing_and_double_nothing() throws Exception {
        int messages = 6_000;
        Thread load = new Thread(() -> {
            for (int id = 0; id < messages; id += 100) {
                publish(id, 100);
            }
        });
        load.start();
        for (int size = 11; size < 16; size++) {
            String edited = original.get(CONSUME).replace("\"{{{{service}}.batch-size}}\"", Integer.toString(size));
            if (size % 2 == 0) {
                routes.rename(CONSUME, edited);
            } else {
                // Caught half-written: not all of it may be there at the first look.
                long began = System.nanoTime();
                routes.write(CONSUME, edited.substring(0, edited.length() / 2));
                Thread.sleep(100);
                routes.write(CONSUME, edited);
                if (System.nanoTime() - began > LOOK_INTERVAL.toNanos()) {
                    // It may have been seen twice, and is a mistake then.
                    routes.passOverRefusals();
                }
            }
            assertThat(routes.next(Kind.ROUTE_RELOADED)).contains(ARTISTS);
        }
        load.join();
        awaitRows(messages);
        assertThat(routes.hasSaidMore()).isFalse();
    }

    @Test
    void an_edited_configuration_counts_for_the_routes_that_name_it() throws Exception {
        Route before = routes.route(ARTISTS);
        routes.edit(FAILURES, "logStackTrace: \"false\"", "logStackTrace: \"true\"");
        assertThat(routes.next(Kind.ROUTE_RELOADED)).contains(ARTISTS);
        assertThat(routes.route(ARTISTS)).isNotSameAs(before);
        publish(0, 20);
        awaitRows(20);
    }

    @Test
    void a_comment_or_a_space_restarts_nothing() throws Exception {
        Route before = routes.route(ARTISTS);
        routes.write(CONSUME, "# Mine\n\n" + original.get(CONSUME).replace("completionSize:", "completionSize:  "));
        Thread.sleep(2_500);
        assertThat(routes.hasSaidMore()).isFalse();
        assertThat(routes.route(ARTISTS)).isSameAs(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an indent        | acknowledgeMode: MANUAL | - acknowledgeMode: MANUAL | - ack | block end",
                "an unknown step  | - aggregate: | - agregate: | agregate | agregate",
                "an unknown field | aggregationStrategy: | aggregationStratagem: | aggregationStratagem | Stratagem",
                "YAML             | ref: acknowledge | {ref: acknowledge | EOF | expected",
            })
    void a_mistake_that_the_parser_finds_is_logged_once_with_its_line_and_the_old_route_goes_on(
            String kind, String what, String by, String place, String said) throws Exception {
        routes.edit(CONSUME, what, by);
        List<String> lines = routes.content(CONSUME).lines().toList();
        int line = place.equals("EOF")
                ? lines.size() + 1
                : 1
                        + IntStream.range(0, lines.size())
                                .filter(i -> lines.get(i).contains(place))
                                .findFirst()
                                .orElseThrow();
        assertRefused(CONSUME + ":" + line + ": ", said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a placeholder  | {{{{service}}.prefetch}} | {{{{service}}.prefetched}} | tableinator.prefetched",
                "an option      | prefetchCount: | prefetchCounts: | prefetchCounts",
                "a component    | uri: spring-rabbitmq:{{amqp.exchange}} | uri: rabbit-mq:x | rabbit-mq",
                "a bean         | ref: acknowledge | ref: acknowlege | acknowlege",
                "a policy       | {{server}}-watch | {{server}}-wotch | postgresql-wotch",
                "a value        | completionSize: \"{{{{service}}.batch-size}}\" | completionSize: many | many",
            })
    void a_mistake_in_a_template_is_logged_once_with_the_places_of_route_and_template(
            String kind, String what, String by, String said) throws Exception {
        routes.edit(CONSUME, what, by);
        assertRefused(TABLEINATOR + ":2: the route " + ARTISTS + ", " + TEMPLATE_OF_ALL + ": ", said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a missing file    | STORE       | classpath:sql/touch.sql   | classpath:sql/tuch.sql   | sql/tuch.sql",
                "a template's name | TABLEINATOR | routeTemplateRef: consume | routeTemplateRef: consum | consum;",
                "nothing           | TABLEINATOR | | | empty",
            })
    void a_mistake_in_a_services_own_file_is_logged_once_with_its_place(
            String kind, String name, String what, String by, String said) throws Exception {
        String file = name.equals("STORE") ? STORE : TABLEINATOR;
        int line = 1;
        if (what == null) {
            routes.write(file, "\n");
        } else {
            routes.edit(file, what, by);
            line += routes.content(file).lines().toList().indexOf("- templatedRoute:");
        }
        assertRefused(file + ":" + line + ": ", said);
    }

    private static void assertRefused(String start, String part) throws Exception {
        Route before = routes.route(ARTISTS);
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(start)
                .contains(part)
                .hasLineCount(1);
        assertThat(routes.route(ARTISTS)).isSameAs(before);
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(0, 20);
        awaitRows(20);
        await().during(Duration.ofMillis(1_200)).atMost(PATIENCE).until(() -> !routes.hasSaidMore());
    }

    @Test
    void an_id_that_is_taken_is_refused_and_both_places_are_named() throws Exception {
        routes.edit(TABLEINATOR, "routeId: tableinator-labels", "routeId: tableinator-artists");
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(TABLEINATOR + ":9: the id tableinator-artists is already used at " + TABLEINATOR + ":2");
    }

    @Test
    void a_mended_mistake_is_taken_up() throws Exception {
        routes.edit(CONSUME, "ref: acknowledge", "ref: nobody");
        routes.next(Kind.ROUTE_REFUSED);
        routes.edit(CONSUME, "ref: nobody", "ref: acknowledge");
        addWitness();
        routes.next(Kind.ROUTE_RELOADED);
        publish(0, 20);
        awaitRows(20);
        assertThat(witnessed.get()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void a_route_that_does_not_start_leaves_the_old_one_running() throws Exception {
        // Both can be made, and only one can be started: two consumers of one direct endpoint.
        routes.write("tableinator/own.camel.yaml", """
                - route:
                    id: own-1
                    from: {uri: "direct:own", steps: [{log: {message: a}}]}
                """);
        routes.next(Kind.ROUTE_RELOADED);
        routes.write("tableinator/own.camel.yaml", """
                - route:
                    id: own-1
                    from: {uri: "direct:own", steps: [{log: {message: b}}]}
                - route:
                    id: own-2
                    from: {uri: "direct:own", steps: [{log: {message: c}}]}
                """);
        assertThat(routes.next(Kind.ROUTE_REFUSED)).startsWith("tableinator/own.camel.yaml:4: the route own-2: ");
        assertThat(status("own-1")).isEqualTo(ServiceStatus.Started);
        assertThat(routes.route("own-2")).isNull();

        routes.delete("tableinator/own.camel.yaml");
        assertThat(routes.next(Kind.ROUTE_RELOADED)).contains("own-1");
        assertThat(routes.route("own-1")).isNull();
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void a_folder_that_is_emptied_stops_nothing() throws Exception {
        routes.deleteAll("tableinator/");
        assertThat(routes.next(Kind.ROUTE_REFUSED)).contains("tableinator: the folder has no route files any more");
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        reset();
        publish(0, 20);
        awaitRows(20);
    }

    @Test
    void a_route_that_is_edited_in_an_outage_rests_until_its_end_and_has_one_consumer_then() throws Exception {
        var breaker = routes.context().getRegistry().lookupByNameAndType("postgresql-breaker", CircuitBreaker.class);
        breaker.transitionToForcedOpenState();
        try {
            await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Suspended);
            addWitness();
            routes.next(Kind.ROUTE_RELOADED);
            publish(0, 200);
            Thread.sleep(2_500);
            assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Stopped);
            assertThat(rows()).isZero();
            assertThat(witnessed).hasValue(0);
        } finally {
            breaker.transitionToClosedState();
        }
        awaitRows(200);
        assertThat(status(ARTISTS)).isEqualTo(ServiceStatus.Started);
        publish(200, 400);
        awaitRows(600);
        assertThat(witnessed).as("by the new route alone").hasValue(600);

        breaker.transitionToForcedOpenState();
        await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Suspended);
        breaker.transitionToClosedState();
        await().atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Started);
    }

    @Test
    void a_route_that_somebody_has_stopped_stays_stopped() throws Exception {
        routes.context().getRouteController().stopRoute(ARTISTS);
        addWitness();
        routes.next(Kind.ROUTE_RELOADED);
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> status(ARTISTS) == ServiceStatus.Stopped);
        routes.context().getRouteController().startRoute(ARTISTS);
        publish(0, 20);
        awaitRows(20);
        assertThat(witnessed.get()).isGreaterThanOrEqualTo(20);
    }

    private static final String OWN_TEMPLATE = """
            - routeTemplate:
                id: own
                parameters:
                  - name: type
                from:
                  uri: direct:own-{{type}}
                  steps:
                    - setBody: {simple: "1 ${body}"}
                    - to: direct:own-store-{{type}}
            """;

    private static String user(String type) {
        return """
                - templatedRoute:
                    routeTemplateRef: own
                    routeId: own-%s
                    parameters:
                      - {name: type, value: %s}
                """.formatted(type, type);
    }

    private static String store(String type, String text) {
        return """
                - route:
                    id: own-store-%s
                    from: {uri: "direct:own-store-%s", steps: [{setBody: {simple: "%s ${body}"}}]}
                """.formatted(type, type, text);
    }

    /** A template in a file of its own, two routes made from it in two others, and the routes that those call in two more. */
    private static void writeOwnRoutes() throws Exception {
        routes.write("common/own.camel.yaml", OWN_TEMPLATE);
        for (String type : List.of("a", "b")) {
            routes.write("tableinator/own-store-" + type + ".camel.yaml", store(type, "stored"));
            routes.write("tableinator/own-" + type + ".camel.yaml", user(type));
        }
        // Each reload says which routes; own-b, whose file was written last, may come with the others or alone.
        String reloaded;
        do {
            reloaded = routes.next(Kind.ROUTE_RELOADED);
        } while (!reloaded.contains("own-b"));
        assertThat(answer("a")).isEqualTo("stored 1 x");
        assertThat(answer("b")).isEqualTo("stored 1 x");
    }

    private static String answer(String type) {
        return routes.ask("direct:own-" + type, "x");
    }

    @Test
    void an_edited_template_reloads_the_routes_that_other_files_make_from_it() throws Exception {
        writeOwnRoutes();
        Route artists = routes.route(ARTISTS);
        Route store = routes.route("own-store-a");
        routes.edit("common/own.camel.yaml", "1 ${body}", "2 ${body}");
        assertThat(routes.next(Kind.ROUTE_RELOADED)).endsWith(": own-a, own-b");
        assertThat(answer("a")).isEqualTo("stored 2 x");
        assertThat(answer("b")).isEqualTo("stored 2 x");
        assertThat(routes.route(ARTISTS)).isSameAs(artists);
        assertThat(routes.route("own-store-a")).isSameAs(store);
    }

    @Test
    void a_removed_template_is_refused_with_the_names_of_the_routes_made_from_it() throws Exception {
        writeOwnRoutes();
        routes.delete("common/own.camel.yaml");
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith("tableinator/own-a.camel.yaml:1: there is no route template own;")
                .contains("own-a, own-b");
        assertThat(answer("a")).isEqualTo("stored 1 x");
        routes.write("common/own.camel.yaml", OWN_TEMPLATE.replace("1 ${body}", "3 ${body}"));
        routes.next(Kind.ROUTE_RELOADED);
        assertThat(answer("b")).isEqualTo("stored 3 x");
    }

    @Test
    void a_mistake_in_a_template_names_the_template_and_a_route_made_from_it() throws Exception {
        writeOwnRoutes();
        routes.edit(
                "common/own.camel.yaml",
                "to: direct:own-store",
                "process: {ref: nobody}\n        - to: direct:own-store");
        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(
                        "tableinator/own-a.camel.yaml:1: the route own-a, made from the template own at common/own.camel.yaml:1: ")
                .contains("nobody");
        assertThat(answer("a")).isEqualTo("stored 1 x");
    }

    @Test
    void an_edited_direct_route_is_reloaded_with_the_routes_that_call_it_and_no_others() throws Exception {
        writeOwnRoutes();
        routes.write("tableinator/own-store-a.camel.yaml", store("a", "kept"));
        assertThat(routes.next(Kind.ROUTE_RELOADED)).endsWith(": own-a, own-store-a");
        assertThat(answer("a")).isEqualTo("kept 1 x");
        assertThat(answer("b")).isEqualTo("stored 1 x");
    }

    @Test
    void edits_of_a_called_route_under_load_lose_nothing_and_double_nothing() throws Exception {
        int messages = 3_000;
        Thread load = new Thread(() -> {
            for (int id = 0; id < messages; id += 100) {
                publish(id, 100);
            }
        });
        load.start();
        String first = "uri: direct:tableinator-store-{{type}}\n        steps:\n";
        for (String text : List.of("1", "2", "3")) {
            routes.write(
                    STORE,
                    original.get(STORE)
                            .replace(first, first + "          - log: {message: " + text + ", loggingLevel: DEBUG}\n"));
            assertThat(routes.next(Kind.ROUTE_RELOADED))
                    .contains(ARTISTS, "tableinator-store-artists")
                    .doesNotContain("health");
        }
        load.join();
        awaitRows(messages);
        assertThat(routes.hasSaidMore()).isFalse();
    }
}
