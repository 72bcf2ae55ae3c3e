package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.summary.Plan;

/** The questions that the graph answers, on a graph with hubs: the steps of their routes without the routes. */
class GraphQuestionsTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final HubGraph GRAPH = new HubGraph(2_000);

    private static final CamelContext CONTEXT = new DefaultCamelContext();
    private static CypherRunner runner;
    private static Contract contract;
    private static Neighbourhood neighbourhood;

    @BeforeAll
    static void write() throws Exception {
        EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();
        GRAPH.writeTo(server);
        runner = new CypherRunner(server.driver(), server.database());
        contract = Contract.read();
        neighbourhood = new Neighbourhood(runner, TIMEOUT);
        run(
                "MATCH (a:Artist {id: '1'}), (b:Artist {id: '2'}), (c:Artist {id: '3'})"
                        + " CREATE (a)-[:ALIAS_OF]->(b), (b)-[:ALIAS_OF]->(a), (a)-[:ALIAS_OF]->(c), (c)-[:MEMBER_OF]->(a)"
                        + " CREATE (:Artist {id: 'stub'})-[:MEMBER_OF]->(a), (:Artist {id: 'alone', sha256: 'a', name: 'Alone'})");
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void pages_of_a_hub_have_every_neighbour_once_and_in_order() throws Exception {
        var expected = keys(release -> release.artists().contains(HubGraph.VARIOUS));
        for (String limit : List.of("30", "1000")) {
            assertThat(keys(
                            pages("artists", HubGraph.VARIOUS, Map.of("limit", Long.valueOf(limit)), 100_000),
                            "releases"))
                    .isEqualTo(expected);
        }
        assertThat(keys(pages("genres", "Rock", Map.of("limit", 50L), 100_000), "releases"))
                .isEqualTo(keys(release -> release.genre().equals("Rock")));
        assertThat(keys(pages("labels", HubGraph.NOT_ON_LABEL, Map.of("limit", 30L), 100_000), "releases"))
                .isEqualTo(keys(release -> release.label().equals(HubGraph.NOT_ON_LABEL)));
    }

    @Test
    void a_page_ends_early_where_too_much_of_an_index_would_be_read_and_the_next_one_goes_on() throws Exception {
        for (long scan : List.of(37L)) {
            List<Map<String, Object>> items = pages("artists", HubGraph.VARIOUS, Map.of("limit", 4L), scan);
            assertThat(keys(items, "releases"))
                    .isEqualTo(keys(release -> release.artists().contains(HubGraph.VARIOUS)));
            assertThat(keys(items, "masters"))
                    .isEqualTo(column(
                            "MATCH (:Artist {id: '194'})<-[:BY]-(m:Master) WITH m.id AS id RETURN id ORDER BY id"));
        }
    }

    @Test
    void an_index_is_read_in_order_and_no_further_than_a_page_needs() {
        String statement = NeighbourKind.RELEASES_BY.fillIn(Cypher.statement("discovery/neighbours-of-hub"));
        try (var session = EmbeddedNeo4j.start().driver().session()) {
            var plan = session.run("EXPLAIN " + statement, Cypher.given(Map.of()))
                    .consume()
                    .plan();
            assertThat(operators(plan))
                    .contains("Limit")
                    .doesNotContain("Sort", "Top", "PartialTop", "EagerAggregation", "CartesianProduct");
        }
    }

    private static List<String> operators(Plan plan) {
        List<String> operators = new ArrayList<>();
        operators.add(plan.operatorType().replaceFirst("@.*", ""));
        plan.children().forEach(child -> operators.addAll(operators(child)));
        return operators;
    }

    @Test
    void all_kinds_of_neighbours_of_all_types_are_found() throws Exception {
        for (var entity : Map.of(
                        "artists",
                        "1",
                        "labels",
                        "1",
                        "masters",
                        "7",
                        "releases",
                        "7",
                        "genres",
                        "Jazz",
                        "styles",
                        "Style 0-1")
                .entrySet()) {
            String label = Map.of(
                            "artists",
                            "Artist {id",
                            "labels",
                            "Label {id",
                            "masters",
                            "Master {id",
                            "releases",
                            "Release {id",
                            "genres",
                            "Genre {name",
                            "styles",
                            "Style {name")
                    .get(entity.getKey());
            List<Map<String, Object>> expected = run("MATCH (n:" + label + ": '" + entity.getValue() + "'})-[edge]-(m)"
                    + " RETURN DISTINCT type(edge) AS relation, toLower(labels(m)[0]) + 's' AS type,"
                    + " coalesce(m.id, m.name) AS id, coalesce(m.name, m.title) AS name");

            List<Map<String, Object>> items = pages(entity.getKey(), entity.getValue(), Map.of("limit", 10L), 100_000);

            assertThat(items.stream()
                            .map(item -> Map.of(
                                    "relation", item.get("relation"),
                                    "type", item.get("type"),
                                    "id", item.get("id"),
                                    "name", String.valueOf(item.get("name")))))
                    .containsExactlyInAnyOrderElementsOf(expected.stream()
                            .map(row -> Map.of(
                                    "relation", row.get("relation"),
                                    "type", row.get("type"),
                                    "id", row.get("id"),
                                    "name", String.valueOf(row.get("name"))))
                            .toList());
        }
    }

    @Test
    void neighbours_are_chosen_by_relation_direction_and_year() throws Exception {
        assertThat(ids(pages("artists", "1", Map.of("relation", "ALIAS_OF"), 100)))
                .containsExactly("2", "3");
        assertThat(ids(pages("artists", "1", Map.of("relation", "ALIAS_OF", "direction", "in"), 100)))
                .containsExactly("2");
        assertThat(pages("artists", "1", Map.of("relation", "ALIAS_OF"), 100).stream()
                        .map(item -> item.get("direction")))
                .containsExactly("both", "out");
        assertThat(ids(pages("artists", "1", Map.of("relation", "MEMBER_OF", "direction", "in"), 100)))
                .containsExactly("3", "stub");
        assertThat(ids(pages("artists", "1", Map.of("relation", "ON"), 100))).isEmpty();
        for (String id : List.of(HubGraph.VARIOUS, "1")) {
            assertThat(keys(pages("artists", id, Map.of("relation", "BY", "before", 1980L), 100_000), "releases"))
                    .isEqualTo(keys(release ->
                            release.artists().contains(id) && release.year() != null && release.year() < 1980));
        }
        Map<String, Object> stub = pages("artists", "1", Map.of("relation", "MEMBER_OF"), 100).stream()
                .filter(item -> item.get("id").equals("stub"))
                .findFirst()
                .orElseThrow();
        assertThat(stub)
                .containsEntry("name", null)
                .containsEntry("direction", "in")
                .doesNotContainKey("year");
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_timeline_has_the_releases_of_each_year() throws Exception {
        for (var entity : List.of(List.of("artists", "194"), List.of("genres", "Rock"), List.of("labels", "1818"))) {
            Predicate<HubGraph.Release> its = release -> switch (entity.get(0)) {
                case "artists" -> release.artists().contains(entity.get(1));
                case "labels" -> release.label().equals(entity.get(1));
                default -> release.genre().equals(entity.get(1));
            };
            Map<String, Object> answer = timeline(entity.get(0), entity.get(1), 1_000_000);

            var years = releases(its)
                    .filter(release -> release.year() != null)
                    .collect(Collectors.groupingBy(
                            release -> (long) release.year(), TreeMap::new, Collectors.counting()));
            Map<Object, Object> counted = new TreeMap<>();
            ((List<Map<String, Object>>) answer.get("items"))
                    .forEach(item -> counted.put(item.get("year"), item.get("releases")));
            assertThat(counted).isEqualTo(years);
            assertThat(answer)
                    .containsEntry(
                            "without_year",
                            releases(its)
                                    .filter(release -> release.year() == null)
                                    .count())
                    .doesNotContainKey("at_least");
        }
        assertThat(timeline("genres", "Rock", 100)).containsEntry("at_least", true);
        assertThat((List<?>) timeline("releases", year(1), 100).get("items")).hasSize(1);
        assertThat((List<?>) timeline("artists", "alone", 100).get("items")).isEmpty();
    }

    private static String year(int nth) {
        return releases(release -> release.year() != null)
                .skip(nth)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Map<String, Object> timeline(String type, String id, long most) throws Exception {
        return ask(
                "timeline",
                "timeline",
                Map.of("type", type, "id", id),
                "most=" + most,
                exchange -> {},
                new YearsAnswer()::make);
    }

    @Test
    void collaborators_are_on_the_same_releases_and_their_pages_are_in_order() throws Exception {
        Map<String, List<HubGraph.Release>> others = new HashMap<>();
        releases(release -> release.artists().contains("1")).forEach(release -> release.artists().stream()
                .filter(artist -> !artist.equals("1"))
                .forEach(artist ->
                        others.computeIfAbsent(artist, key -> new ArrayList<>()).add(release)));
        List<String> expected = others.keySet().stream()
                .sorted((a, b) -> others.get(a).size() == others.get(b).size()
                        ? a.compareTo(b)
                        : others.get(b).size() - others.get(a).size())
                .toList();

        List<Map<String, Object>> items = collaborators("1", 3, "most=100000, pairs=100000");

        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(ids(items)).isEqualTo(expected);
        for (var item : items) {
            var years = others.get(item.get("id")).stream()
                    .map(HubGraph.Release::year)
                    .filter(Objects::nonNull)
                    .mapToLong(Integer::longValue)
                    .summaryStatistics();
            assertThat(item)
                    .containsEntry("releases", (long) others.get(item.get("id")).size())
                    .containsEntry("first_year", years.getCount() == 0 ? null : years.getMin())
                    .containsEntry("last_year", years.getCount() == 0 ? null : years.getMax());
        }
        assertThat(collaborators("alone", 3, "most=100, pairs=100")).isEmpty();
        assertThat(collaboratorsPage("1", null, 3, "most=10, pairs=1000")).containsEntry("at_least", true);
        assertThat(collaboratorsPage("1", null, 3, "most=1000, pairs=5")).containsEntry("at_least", true);
        assertThat(collaboratorsPage("1", null, 3, "most=1000, pairs=5000")).doesNotContainKey("at_least");
    }

    private List<Map<String, Object>> collaborators(String id, long limit, String bounds) throws Exception {
        return all(cursor -> collaboratorsPage(id, cursor, limit, bounds));
    }

    private Map<String, Object> collaboratorsPage(String id, String cursor, long limit, String bounds)
            throws Exception {
        Map<String, Object> parameters = new HashMap<>(Map.of("id", id, "limit", limit, "type", "artists"));
        parameters.put("cursor", cursor);
        return ask(
                "collaborators",
                "collaborators",
                parameters,
                bounds,
                new CollaboratorsAnswer()::begin,
                new CollaboratorsAnswer()::make);
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_profile_has_the_shares_of_what_the_releases_are() throws Exception {
        Map<String, Object> answer = profile(HubGraph.VARIOUS, 100_000);
        long all = releases(release -> release.artists().contains(HubGraph.VARIOUS))
                .count();
        long rock = releases(release -> release.artists().contains(HubGraph.VARIOUS)
                        && release.genre().equals("Rock"))
                .count();

        assertThat(answer)
                .containsEntry("type", "artists")
                .containsEntry("name", "Various")
                .containsEntry("releases", all)
                .doesNotContainKey("at_least");
        var genre = ((List<Map<String, Object>>) answer.get("genres")).get(0);
        assertThat(genre).containsEntry("name", "Rock").containsEntry("count", rock);
        assertThat((Double) genre.get("share")).isBetween((double) rock / all - 1e-4, (double) rock / all + 1e-4);
        var formats = (List<Map<String, Object>>) answer.get("formats");
        assertThat(formats.stream()
                        .mapToLong(format -> (Long) format.get("count"))
                        .sum())
                .isEqualTo(all);
        assertThat((List<?>) answer.get("countries")).hasSize(7);
        assertThat((List<?>) answer.get("decades")).hasSize(7);

        assertThat(profile(HubGraph.VARIOUS, 50)).containsEntry("releases", 50L).containsEntry("at_least", true);
        assertThat(profile("alone", 50)).containsEntry("releases", 0L).containsEntry("genres", List.of());
    }

    private Map<String, Object> profile(String id, long most) throws Exception {
        return ask(
                "profile",
                "profile",
                Map.of("type", "artists", "id", id),
                "longest=50, most=" + most,
                exchange -> {},
                new ProfileAnswer()::make);
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_most_similar_ones_have_the_same_labels_and_styles() throws Exception {
        run(
                "CREATE (l:Label {id: 'l', name: 'Svek'}), (s:Style {name: 'Odd'}), (g:Genre {name: 'Other'})"
                        + " WITH l, s, g UNWIND ['x', 'y', 'z'] AS id CREATE (a:Artist {id: id, name: 'Artist ' + id}) WITH a, l, s, g"
                        + " UNWIND range(1, CASE a.id WHEN 'z' THEN 1 ELSE 3 END) AS i"
                        + " CREATE (r:Release {id: a.id + i, year: 1990 + i})-[:BY]->(a), (r)-[:IS]->(g), (r)-[:IS]->(s)"
                        + " FOREACH (label IN CASE a.id WHEN 'z' THEN [] ELSE [l] END | CREATE (r)-[:ON]->(label))"
                        + " FOREACH (label IN CASE a.id WHEN 'z' THEN [1] ELSE [] END | MERGE (o:Label {id: 'o'}) CREATE (r)-[:ON]->(o))");
        try {
            var items = similar("artists", "x");
            assertThat(ids(items).subList(0, 2)).containsExactly("y", "z");
            assertThat(items.get(0)).containsEntry("score", 1.0).containsEntry("name", "Artist y");
            assertThat((List<Map<String, Object>>) items.get(0).get("reasons"))
                    .contains(
                            Map.of("kind", "styles", "names", List.of("Odd")),
                            Map.of("kind", "labels", "names", List.of("Svek")),
                            Map.of("kind", "decades", "names", List.of("1990s")));
            assertThat(ids(similar("labels", "l"))).contains("o").doesNotContain("l");
            assertThat(ids(similar("artists", "1"))).isNotEmpty().doesNotContain("1", HubGraph.VARIOUS);
            assertThat(similar("artists", "alone")).isEmpty();
        } finally {
            run("MATCH (n) WHERE n.id IN ['x', 'y', 'z', 'l', 'o'] OR n.name IN ['Odd', 'Other']"
                    + " OPTIONAL MATCH (n)--(r:Release) DETACH DELETE n, r");
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_label_without_a_record_is_named_among_the_reasons_as_the_records_name_it() throws Exception {
        run("CREATE (l:Label {id: 'l'}) WITH l UNWIND ['x', 'y'] AS id"
                + " CREATE (:Artist {id: id, name: id})<-[:BY]-(:Release {id: id})-[:ON]->(l)");
        try {
            var similarity = new Similarity();
            var stubs = new StubNames();
            var answer = ask(
                    "similar",
                    "similar-artists",
                    Map.of("type", "artists", "id", "x", "limit", 20L),
                    "sample=500, each=1000, candidates=60, few=50",
                    similarity::exclude,
                    exchange -> {
                        similarity.compare(exchange);
                        stubs.find(exchange);
                        assertThat(exchange.getMessage().getBody(Map.class))
                                .isEqualTo(Map.of("stubs", List.of(Map.of("type", "labels", "id", "l"))));
                        exchange.getMessage()
                                .setHeader("names", List.of(Map.of("type", "labels", "id", "l", "name", "Svek")));
                        stubs.put(exchange);
                        similarity.nameReasons(exchange);
                    });
            var items = (List<Map<String, Object>>) answer.get("items");
            assertThat((List<Map<String, Object>>) items.get(0).get("reasons"))
                    .containsExactly(Map.of("kind", "labels", "names", List.of("Svek")));
            assertThat((List<Map<String, Object>>)
                            similar("artists", "x").get(0).get("reasons"))
                    .as("if nobody names it")
                    .containsExactly(Map.of("kind", "labels", "names", List.of("l")));
        } finally {
            run("MATCH (n) WHERE n.id IN ['x', 'y', 'l'] DETACH DELETE n");
        }
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> similar(String type, String id) throws Exception {
        var similarity = new Similarity();
        return (List<Map<String, Object>>) ask(
                        "similar",
                        "similar-" + type,
                        Map.of("type", type, "id", id, "limit", 20L),
                        "sample=500, each=1000, candidates=60, few=50",
                        similarity::exclude,
                        similarity::make)
                .get("items");
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_shortest_paths_do_not_lead_through_hubs_unless_these_are_allowed() throws Exception {
        run(
                "MATCH (various:Artist {id: '194'}), (rock:Genre {name: 'Rock'})"
                        + " CREATE (a:Artist {id: 'a', name: 'A'})<-[:BY]-(r1:Release {id: 'r1', title: 'One'})-[:BY]->(various),"
                        + " (r1)-[:IS]->(rock), (b:Artist {id: 'b', name: 'B'})<-[:BY]-(r2:Release {id: 'r2'})-[:BY]->(various),"
                        + " (r2)-[:IS]->(rock), (a)-[:MEMBER_OF]->(c:Artist {id: 'c'}), (b)-[:MEMBER_OF]->(d:Artist {id: 'd'}),"
                        + " (c)<-[:BY]-(r3:Release {id: 'r3'})-[:ON]->(l:Label {id: 'l'})<-[:ON]-(r4:Release {id: 'r4'})-[:BY]->(d)");
        try {
            Map<String, Object> far = paths("artists/a", "artists/b", 6, null);
            assertThat((List<?>) far.get("items")).hasSize(1);
            assertThat(path(far)).containsEntry("length", 6);
            assertThat(ids((List<Map<String, Object>>) path(far).get("nodes")))
                    .containsExactly("a", "c", "r3", "l", "r4", "d", "b");
            assertThat((List<Map<String, Object>>) path(far).get("edges"))
                    .startsWith(
                            Map.of("relation", "MEMBER_OF", "from", "artists/a", "to", "artists/c"),
                            Map.of("relation", "BY", "from", "releases/r3", "to", "artists/c"));
            assertThat((List<?>) paths("artists/a", "artists/b", 5, null).get("items"))
                    .isEmpty();

            for (String through : List.of("artists/194", "hubs", "genres, artists/194")) {
                assertThat(path(paths("artists/a", "artists/b", 6, through))).containsEntry("length", 4);
            }
            assertThat((List<?>) paths("artists/a", "artists/b", 6, "genres,artists/194")
                            .get("items"))
                    .hasSize(2);
            assertThat(path(paths("artists/a", "artists/b", 6, "genres/Rock"))).containsEntry("length", 4);
            assertThat(path(paths("artists/a", "artists/194", 6, null))).containsEntry("length", 2);
            assertThat(path(paths("genres/Rock", "artists/b", 6, null))).containsEntry("length", 2);
            assertThat(path(paths("artists/a", "artists/a", 6, null)))
                    .containsEntry("length", 0)
                    .containsEntry("nodes", List.of(Map.of("type", "artists", "id", "a", "name", "A")))
                    .containsEntry("edges", List.of());
            assertThatThrownBy(() -> paths("artists/a", "artists/nobody", 6, null))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("artists/nobody");
            assertThatThrownBy(() -> paths("artists/a", "artists/b", 6, "genres,nonsense"))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("through");
        } finally {
            run("MATCH (n) WHERE n.id IN ['a', 'b', 'c', 'd', 'r1', 'r2', 'r3', 'r4', 'l'] DETACH DELETE n");
        }
    }

    @Test
    void a_search_that_has_read_all_it_may_gives_the_paths_it_has_found() throws Exception {
        Map<String, Object> answer = paths("artists/194", "labels/1818", 6, null, "hub=20, edges=100, paths=3");

        assertThat(answer).containsEntry("at_least", true);
        assertThat(path(answer)).containsEntry("length", 2);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> path(Map<String, Object> answer) {
        return ((List<Map<String, Object>>) answer.get("items")).get(0);
    }

    private Map<String, Object> paths(String from, String to, long depth, String through) throws Exception {
        return paths(from, to, depth, through, "hub=10000, edges=100000, paths=10");
    }

    private Map<String, Object> paths(String from, String to, long depth, String through, String bounds)
            throws Exception {
        Map<String, Object> parameters = new HashMap<>(Map.of("from", from, "to", to, "depth", depth));
        parameters.put("through", through);
        Exchange exchange = exchange("paths", parameters);
        new Bounds().set(exchange, bounds);
        var paths = new PathsAnswer(runner, TIMEOUT);
        paths.check(exchange);
        paths.search(exchange);
        paths.make(exchange);
        return answer(exchange);
    }

    @Test
    void what_the_graph_does_not_know_is_a_problem() {
        assertThatThrownBy(() -> page("labels", "nobody", Map.of(), null, 100))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
        assertThatThrownBy(() -> timeline("styles", "nobody", 100)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> profile("nobody", 100)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> collaborators("nobody", 3, "most=10, pairs=10"))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> similar("labels", "nobody")).isInstanceOf(Problem.class);
    }

    private interface Step {

        void run(Exchange exchange) throws Exception;
    }

    private interface Asking {

        Map<String, Object> page(String cursor) throws Exception;
    }

    private Map<String, Object> ask(
            String operation, String statement, Map<String, Object> parameters, String bounds, Step prepare, Step make)
            throws Exception {
        Exchange exchange = exchange(operation, parameters);
        new Bounds().set(exchange, bounds);
        prepare.run(exchange);
        var rows = runner.run(
                        Cypher.statement("discovery/" + statement),
                        Cypher.given(Answers.parameters(exchange)),
                        AccessMode.READ,
                        TIMEOUT)
                .rows();
        exchange.getMessage().setHeader("rows", rows);
        make.run(exchange);
        return answer(exchange);
    }

    private static Exchange exchange(String operation, Map<String, Object> parameters) throws Problem {
        Exchange exchange = new DefaultExchange(CONTEXT);
        Question question = Question.of(contract.operation(operation), parameters, Format.JSON, null);
        question.putIn(exchange);
        exchange.getMessage()
                .setBody(question.bound(
                        switch (operation) {
                            case "neighbours" -> List.of("kind", "key");
                            case "collaborators" -> List.of("releases", "id");
                            default -> List.of();
                        }));
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> answer(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    private Map<String, Object> page(String type, String id, Map<String, Object> asked, String cursor, long scan)
            throws Exception {
        Map<String, Object> parameters = new HashMap<>();
        for (String name : List.of("relation", "before")) {
            parameters.put(name, null);
        }
        parameters.put("direction", "both");
        parameters.put("limit", 50L);
        parameters.putAll(asked);
        parameters.putAll(Map.of("type", type, "id", id));
        parameters.put("cursor", cursor);
        Exchange exchange = exchange("neighbours", parameters);
        new Bounds().set(exchange, "few=20, scan=" + scan);
        neighbourhood.search(exchange);
        neighbourhood.make(exchange);
        return answer(exchange);
    }

    /** The items of all pages. */
    private List<Map<String, Object>> pages(String type, String id, Map<String, Object> asked, long scan)
            throws Exception {
        return all(cursor -> page(type, id, asked, cursor, scan));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> all(Asking asking) throws Exception {
        List<Map<String, Object>> items = new ArrayList<>();
        String cursor = null;
        do {
            Map<String, Object> page = asking.page(cursor);
            items.addAll((List<Map<String, Object>>) page.get("items"));
            cursor = (String) page.get("next");
        } while (cursor != null);
        return items;
    }

    private static List<String> ids(List<Map<String, Object>> items) {
        return items.stream().map(item -> (String) item.get("id")).toList();
    }

    private static List<String> keys(List<Map<String, Object>> items, String type) {
        return ids(items.stream().filter(item -> item.get("type").equals(type)).toList());
    }

    private static List<String> keys(Predicate<HubGraph.Release> which) {
        return releases(which).map(HubGraph.Release::id).sorted().toList();
    }

    private static Stream<HubGraph.Release> releases(Predicate<HubGraph.Release> which) {
        return GRAPH.releases().stream().filter(which);
    }

    private static List<Object> column(String statement) throws Exception {
        return run(statement).stream()
                .map(row -> row.values().iterator().next())
                .toList();
    }

    private static List<Map<String, Object>> run(String statement) throws Exception {
        return runner.run(statement, Map.of(), AccessMode.WRITE, TIMEOUT).rows();
    }
}
