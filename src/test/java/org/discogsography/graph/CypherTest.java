package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements that graphinator runs. */
class CypherTest {

    private static final Path FOLDER = Path.of("src/main/resources/cypher");
    private static final Pattern GRAPHINATORS =
            Pattern.compile(".*(/link-.*|-(artists|labels|masters|releases|load|removal|part-of))\\.cypher");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\w+(?:\\.\\w+)?)");

    static List<Path> statements() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> GRAPHINATORS.matcher(file.toString()).matches())
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
}
