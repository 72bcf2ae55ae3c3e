package org.discogsography.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;

/** Steps of the question {@code paths}. Bean of the route; thread-safe. */
public final class PathsAnswer {

    private static final String ENDS = Cypher.statement("discovery/paths-ends");
    private static final String STEP = Cypher.statement("discovery/paths-step");
    private static final String NODES = Cypher.statement("discovery/paths-nodes");
    private static final String EDGES = Cypher.statement("discovery/paths-edges");

    private static final String FOUND = "paths";
    private static final List<String> TAGS = List.of("Genre", "Style");

    /** The words that {@code through} has for hubs, and the labels of these. */
    private static final Map<String, List<String>> THROUGH = Map.of(
            "genres",
            List.of("Genre"),
            "styles",
            List.of("Style"),
            "hubs",
            Arrays.stream(EntityType.values()).map(EntityType::label).toList());

    /** Commas that separate: others belong to names, such as {@code genres/Folk, World, & Country}. */
    private static final Pattern SEPARATOR = Pattern.compile(
            ",\\s*(?=(?:genres|styles|hubs)\\s*(?:,|$)|(?:artists|labels|masters|releases|genres|styles)/)");

    private final CypherRunner runner;
    private final Duration timeout;

    /** @param timeout after which the server ends the search; the caller closes the runner */
    PathsAnswer(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /** What {@code through} allows: entities, and labels of nodes. */
    private record Through(Set<EntityAddress> entities, Set<String> labels) {

        static Through of(String text) throws Problem {
            var through = new Through(new LinkedHashSet<>(), new LinkedHashSet<>());
            for (String part : text == null ? new String[0] : SEPARATOR.split(text, -1)) {
                String word = part.strip();
                if (THROUGH.containsKey(word)) {
                    through.labels.addAll(THROUGH.get(word));
                } else if (word.contains("/")
                        && EntityType.named(word.substring(0, word.indexOf('/')))
                                .isPresent()) {
                    through.entities.add(EntityAddress.of(word));
                } else {
                    throw Problem.badParameter(
                            "through",
                            "through has genres, styles, hubs, or addresses such as artists/194, separated by commas");
                }
            }
            return through;
        }
    }

    /**
     * The paths.
     *
     * @param unknown the ends that the graph does not have
     */
    private record Found(List<Map<String, Object>> items, boolean cut, List<EntityAddress> unknown) {}

    /** Refuses what the contract cannot describe. The parameters are the body. */
    public void check(Exchange exchange) throws Problem {
        Through.of(Question.in(exchange).text("through"));
    }

    /** Asks the graph; {@link #make} makes the answer. The bounds {@code hub}, {@code edges} and {@code paths} are in the body. */
    public void search(Exchange exchange) throws Problem, InterruptedException {
        Question question = Question.in(exchange);
        Map<String, Object> body = Answers.parameters(exchange);
        var bounds = new PathSearch.Bounds(
                (Long) body.get("hub"), Math.toIntExact((Long) body.get("edges")), Math.toIntExact((Long)
                        body.get("paths")));
        var search = new Search(
                EntityAddress.of(question.text("from")),
                EntityAddress.of(question.text("to")),
                Through.of(question.text("through")),
                (int) question.number("depth"),
                bounds);
        Found found = search.find();
        exchange.setProperty(FOUND, found);
        KnownEntities.note(exchange, found.unknown());
    }

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.NEO4J);
        var found = exchange.getProperty(FOUND, Found.class);
        if (!found.unknown().isEmpty() && question.lacking().isEmpty()) {
            throw Answers.unknown(found.unknown().get(0));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", found.items());
        if (found.cut()) {
            answer.put("at_least", true);
        }
        exchange.getMessage().setBody(answer);
    }

    /** One search, within its time. For one thread. */
    private final class Search {

        private final StatementTime time = new StatementTime(runner, timeout);
        private final EntityAddress from;
        private final EntityAddress to;
        private final Through through;
        private final int depth;
        private final PathSearch.Bounds bounds;
        private final Map<EntityAddress, PathSearch.Beside> known = new HashMap<>();

        Search(EntityAddress from, EntityAddress to, Through through, int depth, PathSearch.Bounds bounds) {
            this.from = from;
            this.to = to;
            this.through = through;
            this.depth = depth;
            this.bounds = bounds;
        }

        Found find() throws InterruptedException {
            Set<EntityAddress> entities = new LinkedHashSet<>(through.entities());
            entities.add(from);
            entities.add(to);
            for (var row : time.run(
                    ENDS,
                    Map.of(
                            "entities",
                            entities.stream().map(EntityAddress::parameter).toList()))) {
                known.put(
                        new EntityAddress((String) row.get("type"), (String) row.get("id")),
                        new PathSearch.Beside((String) row.get("node"), (Long) row.get("degree")));
            }
            List<EntityAddress> unknown =
                    Stream.of(from, to).filter(end -> !known.containsKey(end)).toList();
            if (!unknown.isEmpty()) {
                return new Found(List.of(), false, unknown);
            }
            var paths = new PathSearch(this::beside, known.get(from), known.get(to), depth, bounds).find();
            return new Found(describe(paths.paths()), paths.cut(), List.of());
        }

        @SuppressWarnings("unchecked")
        private PathSearch.Step beside(Collection<String> nodes, int most) throws InterruptedException {
            Map<String, Object> parameters = new HashMap<>();
            Hubs.putInto(parameters);
            parameters.put("frontier", List.copyOf(nodes));
            parameters.put("most", most);
            parameters.put("hub", bounds.hub());
            parameters.put("through", List.copyOf(through.labels()));
            parameters.put(
                    "allowed",
                    known.values().stream().map(PathSearch.Beside::node).toList());
            parameters.put("tags", leadsThroughTags());
            Map<String, List<PathSearch.Beside>> beside = new HashMap<>();
            long read = 0;
            for (var row : time.run(STEP, parameters)) {
                read += (Long) row.get("read");
                List<PathSearch.Beside> found = new ArrayList<>();
                for (var one : (List<List<Object>>) row.get("beside")) {
                    found.add(new PathSearch.Beside((String) one.get(0), (Long) one.get(1)));
                }
                beside.put((String) row.get("node"), found);
            }
            return new PathSearch.Step(beside, (int) read);
        }

        private boolean leadsThroughTags() {
            return TAGS.stream().anyMatch(through.labels()::contains)
                    || known.keySet().stream()
                            .anyMatch(entity -> TAGS.contains(EntityType.named(entity.type())
                                    .orElseThrow()
                                    .label()));
        }

        private List<Map<String, Object>> describe(List<List<String>> paths) throws InterruptedException {
            Set<String> ids = new LinkedHashSet<>();
            Set<List<String>> pairs = new LinkedHashSet<>();
            for (List<String> path : paths) {
                ids.addAll(path);
                for (int i = 1; i < path.size(); i++) {
                    pairs.add(List.of(path.get(i - 1), path.get(i)));
                }
            }
            Map<String, Map<String, Object>> nodes = new HashMap<>();
            time.run(NODES, Map.of("nodes", List.copyOf(ids)))
                    .forEach(row -> nodes.put((String) row.get("node"), node(row)));
            Map<List<String>, Map<String, Object>> edges = new HashMap<>();
            if (!pairs.isEmpty()) {
                for (var row : time.run(EDGES, Map.of("pairs", List.copyOf(pairs)))) {
                    @SuppressWarnings("unchecked")
                    var pair = (List<String>) row.get("pair");
                    edges.put(List.copyOf(pair), edge(row, nodes.get(pair.get(0)), nodes.get(pair.get(1))));
                }
            }
            return paths.stream()
                    // What has gone since it was found is no path any more.
                    .filter(path -> nodes.keySet().containsAll(path)
                            && steps(path, edges).stream().noneMatch(Map::isEmpty))
                    .map(path -> item(path, nodes, edges))
                    .toList();
        }
    }

    private static Map<String, Object> node(Map<String, Object> row) {
        String type = EntityType.labelled((String) row.get("label")).word();
        return Answers.entity(type, row.get("id"), row.get("name"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> edge(
            Map<String, Object> row, Map<String, Object> one, Map<String, Object> other) {
        var found = (Map<String, Object>) row.get("edge");
        boolean forward = (Boolean) found.get("forward");
        Map<String, Object> edge = new LinkedHashMap<>();
        edge.put("relation", found.get("relation"));
        edge.put("from", address(forward ? one : other));
        edge.put("to", address(forward ? other : one));
        return edge;
    }

    private static String address(Map<String, Object> entity) {
        return entity.get("type") + "/" + entity.get("id");
    }

    private static List<Map<String, Object>> steps(List<String> path, Map<List<String>, Map<String, Object>> edges) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 1; i < path.size(); i++) {
            steps.add(edges.getOrDefault(List.of(path.get(i - 1), path.get(i)), Map.of()));
        }
        return steps;
    }

    private static Map<String, Object> item(
            List<String> path, Map<String, Map<String, Object>> nodes, Map<List<String>, Map<String, Object>> edges) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("length", path.size() - 1);
        item.put("nodes", path.stream().map(nodes::get).toList());
        item.put("edges", steps(path, edges));
        return item;
    }
}
