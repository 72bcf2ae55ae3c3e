package org.discogsography.graph;

import java.util.Set;
import org.discogsography.outage.Failure;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.TransientException;

/** Tells from what Neo4j's driver throws what it means for the records that were to be written. */
public final class GraphFailure {

    /** The server broke a transaction off for the sake of others. */
    private static final Set<String> CONTENTION = Set.of(
            "Neo.TransientError.Transaction.ConstraintsChanged",
            "Neo.TransientError.Transaction.DeadlockDetected",
            "Neo.TransientError.Transaction.LockAcquisitionTimeout",
            "Neo.TransientError.Transaction.LockClientStopped",
            "Neo.TransientError.Transaction.Outdated");

    /** The server ran the statement and could not take a value. That a statement itself is wrong is no record's fault. */
    private static final Set<String> REFUSED = Set.of(
            "Neo.ClientError.Schema.ConstraintValidationFailed",
            "Neo.ClientError.Statement.ArgumentError",
            "Neo.ClientError.Statement.ArithmeticError",
            "Neo.ClientError.Statement.TypeError");

    private GraphFailure() {}

    /** Looks through the causes for the driver's word. What has none and what is in doubt is an outage. */
    public static Failure of(Throwable failure) {
        return Failure.causes(failure)
                .filter(Neo4jException.class::isInstance)
                .map(Neo4jException.class::cast)
                .findFirst()
                .map(GraphFailure::of)
                .orElseGet(() -> Failure.withoutServer(failure));
    }

    private static Failure of(Neo4jException said) {
        if (isOvertaken(said) || CONTENTION.contains(code(said))) {
            return Failure.CONTENTION;
        }
        boolean aboutValues = !(said instanceof TransientException) && REFUSED.contains(code(said));
        return aboutValues ? Failure.REFUSED : Failure.OUTAGE;
    }

    /**
     * Whether a transaction met a node that another had just deleted, or deleted one that another had just attached to.
     * The server files both under the client's errors, although the same statement goes through when it is run again.
     */
    static boolean isOvertaken(Neo4jException said) {
        return code(said).equals("Neo.ClientError.Statement.EntityNotFound")
                || (code(said).equals("Neo.ClientError.Schema.ConstraintValidationFailed")
                        && said.getMessage() != null
                        && said.getMessage().contains("still has relationships"));
    }

    private static String code(Neo4jException said) {
        return said.code() == null ? "" : said.code();
    }
}
