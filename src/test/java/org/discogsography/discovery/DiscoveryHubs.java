package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All answers of the graph are as the contract says, of hubs and of what stands beside them, in each format. */
class DiscoveryHubs extends DiscoveryRig {

    private static final int RELEASES = 1_000;

    @BeforeAll
    static void fillWithHubs() {
        clearGraph();
        new HubGraph(RELEASES).writeTo(servers.neo4j());
    }

    @AfterAll
    static void fillAsBefore() {
        clearGraph();
        fillGraph();
    }

    private static void clearGraph() {
        try (var session = servers.neo4j().driver().session()) {
            session.run("MATCH (n) DETACH DELETE n").consume();
        }
    }

    /** Nothing is broken here, and the stores do not agree. */
    @AfterEach
    @Override
    void mend() {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "artists/" + HubGraph.VARIOUS,
                "artists/2",
                "labels/" + HubGraph.NOT_ON_LABEL,
                "labels/2",
                "genres/Rock",
                "styles/Style%200-1",
                "masters/7",
                "releases/7"
            })
    void each_answer_about_an_entity_is_as_the_contract_says(String entity) throws Exception {
        List<String> questions = new ArrayList<>(List.of(
                "",
                "/timeline",
                "/timeline?format=csv",
                "/timeline?format=ndjson",
                "/neighbours",
                "/neighbours?direction=in&limit=2",
                "/neighbours?format=csv",
                "/neighbours?format=ndjson&limit=300"));
        if (entity.startsWith("artists/")) {
            questions.addAll(
                    List.of("/collaborators", "/collaborators?format=csv", "/collaborators?format=ndjson&limit=10"));
        }
        if (entity.startsWith("artists/") || entity.startsWith("labels/")) {
            questions.addAll(List.of("/profile", "/similar", "/similar?format=csv", "/similar?format=ndjson"));
        }
        for (String question : questions) {
            isDescribed("/api/" + entity + question);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&through=genres,styles,hubs", "&depth=2"})
    void each_path_is_as_the_contract_says(String how) throws Exception {
        for (String[] ends : new String[][] {
            {"artists/2", "artists/5"},
            {"artists/2", "labels/" + HubGraph.NOT_ON_LABEL},
            {"artists/" + HubGraph.VARIOUS, "genres/Rock"},
            {"masters/7", "styles/Style%200-1"}
        }) {
            isDescribed("/api/paths?from=" + ends[0] + "&to=" + ends[1] + how);
        }
    }

    @Test
    void each_answer_about_the_whole_graph_is_as_the_contract_says() throws Exception {
        for (String question : List.of("genres", "genres?format=csv", "genres?format=ndjson", "statistics")) {
            isDescribed("/api/" + question);
        }
    }

    private static void isDescribed(String question) throws Exception {
        Client.Answer answer = answerTo(question);

        Described.check(Described.operation(question).orElseThrow(), answer);
        assertThat(answer.status()).as(question + ": " + answer.body()).isEqualTo(200);
        if (question.endsWith("/neighbours") || question.endsWith("/api/genres")) {
            assertThat(answer.json().path("items")).as(question).isNotEmpty();
        } else if (question.contains("/neighbours?format=")) {
            assertThat(answer.body().lines()).as(question).hasSizeGreaterThan(1);
        }
    }
}
