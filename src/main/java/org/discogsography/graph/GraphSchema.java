package org.discogsography.graph;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.TransientException;

/** The uniqueness constraints that all statements rely on. */
public final class GraphSchema {

    /** Lists the existing constraints, whatever their names: one row for each. */
    static final String ONLINE = "SHOW INDEXES YIELD labelsOrTypes, properties, state, owningConstraint "
            + "WHERE state = 'ONLINE' AND owningConstraint IS NOT NULL "
            + "RETURN labelsOrTypes[0] AS label, properties";

    private static final Pattern CONSTRAINT = Pattern.compile("FOR \\(n:(\\w+)\\) REQUIRE \\(?(.+?)\\)? IS UNIQUE");
    private static final int ATTEMPTS = 10;

    private GraphSchema() {}

    /**
     * The constraints that do not exist, such as {@code Artist(id)}.
     *
     * @param online the result of {@link #ONLINE}
     */
    static List<String> missing(List<Map<String, Object>> online) {
        return CONSTRAINT
                .matcher(Cypher.statement("schema"))
                .results()
                .filter(constraint -> !online.contains(
                        Map.<String, Object>of("label", constraint.group(1), "properties", properties(constraint))))
                .map(constraint -> constraint.group(1) + "(" + String.join(", ", properties(constraint)) + ")")
                .toList();
    }

    private static List<String> properties(MatchResult constraint) {
        return List.of(constraint.group(2).replace("n.", "").split(", ", -1));
    }

    /**
     * Creates the missing constraints and waits until they are online. Several instances may do so at the same time: an
     * instance that deadlocks with another tries again, and a constraint that another has just created is accepted. So is an index in the
     * constraint's place, with which Neo4j does not create it: ask for what is {@link #missing} afterwards.
     *
     * @throws org.neo4j.driver.exceptions.Neo4jException if the server cannot be reached, or refuses
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
