package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.discogsography.graph.CypherRunner;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.summary.Plan;

/** Questions beside a load, and beside each other: how a load is noticed, and whom its share of the time is for. */
class DiscoveryBesideLoads extends DiscoveryRig {

    @Test
    void writes_to_the_graph_are_a_load() throws Exception {
        Pace pace = bean("discovery-pace", Pace.class);
        var watch = new LoadWatch(List.of(LoadWatch.edges(bean("discovery-runner", CypherRunner.class))), pace);
        try (watch;
                var session = servers.neo4j().driver().session()) {
            await().until(() -> {
                watch.look();
                session.run("CREATE (:Label {id: 'of a load ' + randomUUID()})").consume();
                return client.get("/health").json().at("/discovery/loading").asBoolean();
            });
            session.run("MATCH (l:Label) WHERE l.id STARTS WITH 'of a load ' DELETE l")
                    .consume();
        } finally {
            pace.loading(false);
        }
    }

    @Test
    void nodes_and_edges_are_counted_without_reading_them() {
        try (var session = servers.neo4j().driver().session()) {
            var plan = session.run("EXPLAIN " + LoadWatch.NODES_AND_EDGES)
                    .consume()
                    .plan();

            assertThat(operators(plan))
                    .anyMatch(operator -> operator.startsWith("NodeCountFromCountStore"))
                    .anyMatch(operator -> operator.startsWith("RelationshipCountFromCountStore"))
                    .noneMatch(operator -> operator.contains("Scan"));
        }
    }

    private static List<String> operators(Plan plan) {
        List<String> operators = new ArrayList<>(List.of(plan.operatorType()));
        plan.children().forEach(child -> operators.addAll(operators(child)));
        return operators;
    }

    @Test
    void rows_that_are_written_count() throws Exception {
        var rows = LoadWatch.rows(bean("discovery-postgresql", DataSource.class));
        long before = rows.count();
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("update artists set updated_at = now()");
        }
        await().until(() -> rows.count() > before);
    }

    @Test
    void whoever_asks_alone_beside_a_load_is_answered_however_much_time_others_have_taken() throws Throwable {
        besideALoadThatLeavesNoTime(() -> ask("changes", "/api/changes"));
    }

    @Test
    void no_more_of_a_list_is_read_than_its_client_takes_and_none_once_it_is_gone() throws Throwable {
        int pages = 1_000;
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var failures = LogLines.of(Trouble.class);
                var errors = LogLines.of("org.discogsography.web.ErrorAnswer")) {
            // Far more than fits into the buffers of a connection.
            statement.execute("insert into changes (version, type, data_id, change, hash, at)"
                    + " select '20260901', 'masters', n::text, 'added', repeat('c', 10000), now()"
                    + " from generate_series(1, " + 5 * pages + ") n");
            try {
                long before = pagesRead();
                try (var socket = new Socket()) {
                    socket.setReceiveBufferSize(4_096);
                    socket.connect(new InetSocketAddress(
                            "localhost", URI.create(client.address()).getPort()));
                    socket.getOutputStream()
                            .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .formatted("/api/changes?version=20260901&type=masters&format=csv&limit=5")
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
                    assertThat(client.get("/health")
                                    .json()
                                    .at("/discovery/questions")
                                    .asInt())
                            .isEqualTo(1);
                    questionsBesideThisListAreRefusedOnceTheyHaveTakenTheirShareOfALoad();
                }
                await().atMost(SOON)
                        .until(() -> client.get("/health")
                                        .json()
                                        .at("/discovery/questions")
                                        .asInt(1)
                                == 0);
                assertThat(pagesRead() - before).isBetween(1L, pages / 2L);
                assertThat(failures.lines()).isEmpty();
                assertThat(errors.lines()).isEmpty();
            } finally {
                statement.execute("delete from changes where version = '20260901'");
            }
        }
    }

    private static void questionsBesideThisListAreRefusedOnceTheyHaveTakenTheirShareOfALoad() throws Throwable {
        besideALoadThatLeavesNoTime(() -> {
            Client.Answer refused = client.get("/api/changes");
            assertThat(refused.status()).isEqualTo(429);
            Described.check("changes", refused);
        });
        ask("changes", "/api/changes");
    }

    private static void besideALoadThatLeavesNoTime(ThrowingCallable asking) throws Throwable {
        Pace pace = bean("discovery-pace", Pace.class);
        pace.loading(true);
        try {
            for (int i = 0; i < 10_000; i++) {
                pace.begun();
            }
            asking.call();
        } finally {
            pace.loading(false);
        }
    }
}
