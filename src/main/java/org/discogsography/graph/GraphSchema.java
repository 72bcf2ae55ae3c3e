package org.discogsography.graph;

import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.TransientException;

/** The unique constraints that every statement relies on. */
public final class GraphSchema {

    private static final int ATTEMPTS = 10;

    private GraphSchema() {}

    /**
     * Creates what is missing and waits until it is online. Safe to run at every start, and by several instances at
     * once: one that is beaten to a constraint, or deadlocks with another over it, tries again.
     *
     * @throws org.neo4j.driver.exceptions.Neo4jException where the server cannot be reached or refuses
     */
    public static void apply(Driver driver, String database) {
        for (String statement : Cypher.statement("schema").split(";\\s*(\\n|$)", -1)) {
            if (!statement.isBlank()) {
                apply(driver, database, statement);
            }
        }
    }

    private static void apply(Driver driver, String database, String statement) {
        for (int attempt = 1; ; attempt++) {
            try (var session = driver.session(SessionConfig.forDatabase(database))) {
                session.run(statement).consume();
                return;
            } catch (TransientException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (ClientException e) {
                boolean beaten = e.code().startsWith("Neo.ClientError.Schema.")
                        && e.code().contains("AlreadyExists");
                if (!beaten) {
                    throw e;
                }
                return;
            }
        }
    }
}
