package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.routes.EditedRoutes.Edit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the graphinator's routes that was made when unchanged records were touched by a step of their own. */
class OlderGraphRoutesTest {

    private static final String STORE = "graphinator/store.camel.yaml";
    private static final ConsumerQueue QUEUE = new ConsumerQueue("graphinator", ARTISTS);

    private static final String NOW =
            "              ref: graphinator-{{type}}-refresh\n              method: refresh\n";

    private static final String THEN = """
                          ref: graphinator-{{type}}-classifier
                          method: classify
                      - filter:
                          simple: ${body.hasRecordsToTouch}
                          steps:
                            - setVariable:
                                name: rows
                                method:
                                  ref: graphinator-{{type}}-rows
                                  method: toTouch
                            - to:
                                uri: neo4j:{{neo4j.database}}
                                parameters:
                                  statement: classpath:cypher/touch-{{type}}.cypher
                                  timeout: "{{neo4j.answer-timeout}}s"
                                variableSend: rows
                                variableReceive: changedMeanwhile
                            - transform:
                                simple: ${body.withChangedMeanwhile(${variable.changedMeanwhile})}
            """;

    @Test
    void it_stores_touches_and_changes_records_as_before(@TempDir Path folder) throws Exception {
        var older = new Edit(STORE, NOW, THEN);
        try (var routes = new EditedRoutes(folder, List.of("graphinator"), Map.of(), older)) {
            send(routes, "20260801", "A");
            awaitOutcome(routes, Outcome.ADDED);
            send(routes, "20260901", "A");
            awaitOutcome(routes, Outcome.UNCHANGED);
            assertThat(artist(routes)).containsEntry("name", "A").containsEntry("version", "20260901");

            send(routes, "20261001", "B");
            awaitOutcome(routes, Outcome.CHANGED);
            assertThat(artist(routes)).containsEntry("name", "B").containsEntry("version", "20261001");
        }
    }

    private static void send(EditedRoutes routes, String version, String name) {
        routes.exchange().send("artists", version, "{\"type\":\"data\",\"id\":\"1\",\"name\":\"" + name + "\"}");
        routes.exchange().confirm();
    }

    private static void awaitOutcome(EditedRoutes routes, Outcome outcome) {
        await().atMost(EditedRoutes.PATIENCE)
                .until(() -> routes.program().records().total(QUEUE, outcome) == 1);
    }

    private static Map<String, Object> artist(EditedRoutes routes) {
        try (var session = routes.servers().neo4j().driver().session()) {
            return session.run("MATCH (n:Artist {id: '1'}) RETURN n.name AS name, n.version AS version")
                    .single()
                    .asMap();
        }
    }
}
