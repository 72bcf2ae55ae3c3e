package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.routes.EditedRoutes.PATIENCE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.discogsography.discovery.Client;
import org.discogsography.discovery.Described;
import org.discogsography.timeline.Event.Kind;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of questions, edited while clients ask. */
class ReloadedQuestionsTest {

    private static final String LOADS = "discovery/loads.camel.yaml";
    private static final String STUB_NAMES = "discovery/stub-names.camel.yaml";
    private static final String LAST_STEP = "        - bean:\n            ref: discovery\n            method: answer\n";

    private static EditedRoutes routes;
    private static Client client;
    private static Map<String, String> original;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        routes = new EditedRoutes(folder, List.of("discovery"), Map.of("discovery.load-share", "0"));
        original = Map.of(LOADS, routes.content(LOADS), STUB_NAMES, routes.content(STUB_NAMES));
        client = new Client(
                routes.context().getRegistry().findSingleByType(WebServer.class).address());
    }

    @AfterAll
    static void stop() {
        routes.close();
    }

    @BeforeEach
    void reset() throws Exception {
        for (var file : original.entrySet()) {
            routes.write(file.getKey(), file.getValue());
        }
        if (!routes.areRunning()) {
            routes.next(Kind.ROUTE_RELOADED);
        }
        await().atMost(PATIENCE).until(() -> client.get("/api/loads").json().has("items"));
    }

    private static void answerWith(String text) throws Exception {
        routes.write(
                LOADS,
                original.get(LOADS)
                        .replace(LAST_STEP, "        - setBody:\n            constant: " + text + "\n" + LAST_STEP));
    }

    @Test
    void an_edited_question_answers_by_its_new_steps_and_no_client_gets_an_error_meanwhile() throws Exception {
        Route other = routes.route("discovery-changes");
        var over = new CompletableFuture<Void>();
        var asking = CompletableFuture.supplyAsync(() -> {
            List<Client.Answer> answers = new ArrayList<>();
            while (!over.isDone()) {
                try {
                    answers.add(client.get("/api/loads"));
                    TimeUnit.MILLISECONDS.sleep(20);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return answers;
        });
        for (String text : List.of("one", "two", "three")) {
            answerWith(text);
            assertThat(routes.next(Kind.ROUTE_RELOADED)).endsWith(": discovery-loads");
            assertThat(client.get("/api/loads").body()).isEqualTo("\"" + text + "\"");
        }
        over.complete(null);
        assertThat(asking.join()).allSatisfy(answer -> {
            if (answer.status() != 200) {
                Described.check("loads", answer);
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            }
        });
        assertThat(routes.route("discovery-changes")).isSameAs(other);
    }

    @Test
    void an_edited_step_that_questions_share_counts_for_those_that_take_it() throws Exception {
        routes.edit(STUB_NAMES, "description: Names what has no record", "description: Names it");
        assertThat(routes.next(Kind.ROUTE_RELOADED))
                .contains("discovery-stub-names", "discovery-getRecord", "discovery-changes")
                .doesNotContain("discovery-loads", "discovery-suggest");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an unknown step | - circuitBreaker: | - circuitBraker: | 13 | circuitBraker",
                "a bean          | ref: discovery-loads | ref: discovery-lodes | 2 | discovery-lodes",
                "a breaker       | #discovery-neo4j-breaker | #discovery-neo-breaker | 2 | discovery-neo-breaker",
                "connections     | #discovery-postgresql\" | #discovery-postgres\" | 2 | discovery-postgres",
                "SQL             | sql/discovery/loads.sql | sql/discovery/lodes.sql | 2 | sql/discovery/lodes.sql",
                "Cypher          | cypher/discovery/loads.cypher | cypher/discovery/lodes.cypher | 2 | lodes.cypher",
            })
    void a_mistake_is_logged_once_with_its_file_and_the_question_is_answered_as_before(
            String kind, String what, String by, int line, String said) throws Exception {
        answerWith("before");
        routes.next(Kind.ROUTE_RELOADED);
        Route before = routes.route("discovery-loads");

        routes.edit(LOADS, what, by);

        assertThat(routes.next(Kind.ROUTE_REFUSED))
                .startsWith(LOADS + ":" + line + ": ")
                .contains(said)
                .hasLineCount(1);
        assertThat(routes.route("discovery-loads")).isSameAs(before);
        assertThat(client.get("/api/loads").body()).isEqualTo("\"before\"");
        assertThat(routes.hasSaidMore()).isFalse();
    }
}
