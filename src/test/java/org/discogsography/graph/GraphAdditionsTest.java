package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

/** What is sent to the graph for new records, and what the graph holds then. */
class GraphAdditionsTest {

    private static final String RELEASE = """
            {"id":"7","title":"Seven","artists":[{"id":"1"},{"id":"2"}],"labels":[{"id":"3","catno":"C"}],"master_id":"4",
             "genres":["Rock"],"styles":["Punk"]}""";

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();
    private final List<Map<?, ?>> sent = new ArrayList<>();

    @BeforeEach
    void empty() {
        server.clear();
    }

    @Test
    void a_node_is_sent_without_what_only_its_edges_need_which_is_sent_with_them() throws Exception {
        var release =
                GraphRecord.of(DataType.RELEASES, "7", "hash", "20260801", RELEASE.getBytes(StandardCharsets.UTF_8));
        try (var runner = new CypherRunner(listening(server.driver(), Driver.class), server.database())) {
            new GraphAdditions(DataType.RELEASES, runner, Duration.ofMinutes(1)).add(List.of(release));
        }

        assertThat(sent.get(0))
                .isEqualTo(Map.of(
                        "records",
                        List.of(Map.of("id", "7", "title", "Seven", "sha256", "hash", "version", "20260801"))));
        assertThat(edges()).containsExactly("BY 1", "BY 2", "DERIVED_FROM 4", "IS Punk", "IS Rock", "ON 3");
    }

    private List<String> edges() {
        return server
                .driver()
                .executableQuery(
                        "MATCH (:Release {id: '7'})-[edge]->(n) RETURN type(edge) + ' ' + coalesce(n.id, n.name) AS edge"
                                + " ORDER BY edge")
                .execute()
                .records()
                .stream()
                .map(row -> row.get("edge").asString())
                .toList();
    }

    /** The driver, or what it has opened; notes the parameters of each statement. */
    private <T> T listening(T target, Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("run")
                    && arguments.length == 2
                    && arguments[1] instanceof Map<?, ?> parameters) {
                sent.add((Map<?, ?>) parameters.get("given"));
            }
            Object result = call(method, target, arguments);
            if (result instanceof Session session) {
                return listening(session, Session.class);
            }
            return result instanceof Transaction transaction ? listening(transaction, Transaction.class) : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
