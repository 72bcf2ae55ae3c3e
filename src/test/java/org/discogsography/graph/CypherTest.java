package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.summary.Plan;

/** The statements that graphinator runs. */
class CypherTest {

    private static final Path FOLDER = Path.of("src/main/resources/cypher");
    private static final Pattern GRAPHINATORS =
            Pattern.compile(".*(/link-.*|-(artists|labels|masters|releases|load|removal|part-of))\\.cypher");
    private static final Pattern BATCH = Pattern.compile(
            ".*/(link-[^/]*|(find|refresh|add|touch|store)-(artists|labels|masters|releases))\\.cypher");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\w+(?:\\.\\w+)?)");

    static List<Path> statements() throws IOException {
        return files(GRAPHINATORS);
    }

    /** Those that are run for each batch. */
    static List<Path> statementsForBatches() throws IOException {
        return files(BATCH);
    }

    private static List<Path> files(Pattern names) throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> names.matcher(file.toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Neo4j would plan it anew for each order of magnitude of the length of another parameter: for seconds. */
    @ParameterizedTest
    @MethodSource("statements")
    void a_statement_has_one_parameter_a_map_so_that_it_is_planned_once(Path statement) throws Exception {
        assertThat(PARAMETER.matcher(Files.readString(statement)).results().map(MatchResult::group))
                .allMatch(parameter -> parameter.startsWith("$given."));
    }

    /**
     * A first load makes the plans, while the graph is empty, and they are kept while it grows. Without the option, Neo4j plans each
     * statement again whenever what it knows of the graph is four times what it was.
     */
    @ParameterizedTest
    @MethodSource("statementsForBatches")
    void a_statement_for_batches_says_that_its_plan_is_kept_and_is_planned_without_a_scan_in_an_empty_graph(
            Path statement) throws Exception {
        String text = Files.readString(statement);
        assertThat(text.lines()
                        .filter(line -> !line.startsWith("//"))
                        .findFirst()
                        .orElseThrow())
                .matches("CYPHER (5 )?replan=skip");

        EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();
        try (var session = server.driver().session()) {
            Plan plan = session.run("EXPLAIN " + text, Map.of("given", Map.of()))
                    .consume()
                    .plan();
            // There are few loads.
            assertThat(steps(plan).filter(step -> !step.contains("load:Load")))
                    .noneMatch(step -> step.contains("Scan"));
        }
    }

    private static Stream<String> steps(Plan plan) {
        return Stream.concat(
                Stream.of(plan.operatorType() + " " + plan.arguments().get("Details")),
                plan.children().stream().flatMap(CypherTest::steps));
    }
}
