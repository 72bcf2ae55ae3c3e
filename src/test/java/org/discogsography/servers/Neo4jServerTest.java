package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.discogsography.graph.GraphFailure;
import org.discogsography.outage.Failure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

/** What the tests of outages rest on: a Neo4j that can be killed, stopped, hung and had back. */
@Tag("drill")
class Neo4jServerTest {

    private static Neo4jServer server;

    @BeforeAll
    static void start() {
        server = Neo4jServer.start();
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void what_it_has_committed_is_there_again_after_a_kill_and_a_stop_and_nothing_else() {
        number("CREATE (n:Kept) RETURN 1");
        // Not closed here: that ends with the driver, which ends with the server.
        var open = server.driver().session().beginTransaction();
        open.run("CREATE (n:Kept)").consume();
        server.kill();
        try (var driver =
                TestNeo4jSettings.of(server.address().toString(), "", "").driver()) {
            assertThatThrownBy(driver::verifyConnectivity).isInstanceOf(ServiceUnavailableException.class);
        }
        server.restart();
        server.stop();
        server.restart();
        assertThat(number("MATCH (n:Kept) RETURN count(n)")).isEqualTo(1);
        assertThat(number("SHOW CONSTRAINTS YIELD name RETURN count(name)")).isPositive();
        server.clear();
        assertThat(number("MATCH (n) RETURN count(n)")).isZero();
    }

    @Test
    void the_backup_of_the_docs_can_be_made_twice_and_restored(@TempDir Path folder) throws Exception {
        List<List<String>> commands = commandsOfTheDocs(folder);
        assertThat(commands).extracting(words -> words.get(1)).containsExactly("dump", "load");
        server.clear();
        number("CREATE (n:Kept) RETURN 1");
        server.stop();
        server.admin(commands.get(0));
        server.admin(commands.get(0));
        server.restart();
        number("MATCH (n:Kept) DELETE n RETURN 1");
        server.stop();
        server.admin(commands.get(1));
        server.restart();

        assertThat(number("MATCH (n:Kept) RETURN count(n)")).isEqualTo(1);
        assertThat(number("SHOW CONSTRAINTS YIELD name RETURN count(name)")).isPositive();
        server.clear();
    }

    /** What docs/containers.md has after {@code neo4j-admin}, in the order of the page. */
    private static List<List<String>> commandsOfTheDocs(Path folder) throws IOException {
        return Files.readAllLines(Path.of("docs/containers.md")).stream()
                .filter(line -> line.contains(" neo4j-admin "))
                .map(line -> line.substring(line.indexOf(" neo4j-admin ") + " neo4j-admin ".length()))
                .map(words ->
                        List.of(words.replace("/backup", folder.toString()).split(" ")))
                .toList();
    }

    @Test
    void a_stop_ends_a_transaction_that_waits_for_a_lock_with_what_counts_as_an_outage() throws Exception {
        String locks = "MATCH (n:Kept) SET n.seen = true RETURN count(n)";
        server.clear();
        number("CREATE (n:Kept) RETURN 1");
        try (var driver =
                TestNeo4jSettings.of(server.address().toString(), "", "").driver()) {
            var other = driver.session().beginTransaction();
            other.run(locks).consume();
            var waiting = CompletableFuture.supplyAsync(() -> {
                try (var session = driver.session()) {
                    return catchThrowable(() -> session.run(locks).consume());
                }
            });
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> number("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked'"
                                    + " RETURN count(status)")
                            == 1);

            server.stop();
            Throwable ended = waiting.get(1, TimeUnit.MINUTES);
            assertThat(GraphFailure.of(ended)).as("%s", ended).isEqualTo(Failure.OUTAGE);
        } finally {
            if (!server.process().isAlive()) {
                server.restart();
            }
        }
        server.clear();
    }

    @Test
    void a_pause_leaves_a_query_without_an_answer_until_it_ends() throws Exception {
        assertThat(number("RETURN 1")).isEqualTo(1);
        server.pause();
        CompletableFuture<Long> query;
        try {
            query = CompletableFuture.supplyAsync(() -> number("RETURN 1"));
            assertThatThrownBy(() -> query.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        } finally {
            server.unpause();
        }
        assertThat(query.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    }

    private static long number(String query) {
        try (var session = server.driver().session()) {
            return session.run(query).single().get(0).asLong();
        }
    }
}
