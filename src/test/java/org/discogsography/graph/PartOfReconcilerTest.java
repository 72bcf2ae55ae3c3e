package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.ClientException;

/** An edge that cannot be checked in time. */
class PartOfReconcilerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** The server looks every two seconds which transactions are past their time-out, and may be busy. */
    private static final Duration REPORTED = TIMEOUT.plusMillis(2_500);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();

    @Test
    void a_time_out_that_the_server_reports_late_concerns_that_edge_and_is_no_outage() throws Exception {
        try (var session = server.driver().session()) {
            session.run("CREATE (:Style {name: 'Punk'})-[:PART_OF]->(:Genre {name: 'Rock'})")
                    .consume();
            session.run(Cypher.statement("list-doubtful-part-of")).consume(); // The server has a plan of it now.
        }
        try (var runner = new CypherRunner(late(Driver.class, server.driver()), server.database())) {
            var partOf = new PartOfReconciler(runner, TIMEOUT);
            assertThatThrownBy(() -> partOf.settle(() -> {}))
                    .isInstanceOf(PartOfReconciler.Unsettled.class)
                    .hasMessageContaining("the style Punk to the genre Rock could not be checked: it took too long");
        }
    }

    /** Does what the other does, except that statements in transactions time out. */
    private static <T> T late(Class<T> type, T of) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (of instanceof Transaction && method.getName().equals("run")) {
                        TimeUnit.MILLISECONDS.sleep(REPORTED.toMillis());
                        throw new ClientException(
                                "Neo.ClientError.Transaction.TransactionTimedOut", "it took too long");
                    }
                    try {
                        Object result = method.invoke(of, arguments);
                        return result instanceof Session session
                                ? late(Session.class, session)
                                : result instanceof Transaction transaction
                                        ? late(Transaction.class, transaction)
                                        : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
