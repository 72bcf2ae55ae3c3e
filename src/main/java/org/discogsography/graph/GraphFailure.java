package org.discogsography.graph;

import java.util.Map;
import java.util.Set;
import org.discogsography.outage.Failure;
import org.neo4j.driver.exceptions.Neo4jException;

/** Classifies what Neo4j's driver throws by what it means for the records to be written. */
public final class GraphFailure {

    /**
     * The server ended the transaction because of a conflict with another one. {@code LockClientStopped} is none of these: it ended it for its
     * time-out, for an operator, or because it is being shut down, as it ends transactions that wait for nothing.
     */
    private static final Set<String> CONTENTION = Set.of(
            "Neo.TransientError.Transaction.ConstraintsChanged",
            "Neo.TransientError.Transaction.DeadlockDetected",
            "Neo.TransientError.Transaction.LockAcquisitionTimeout",
            "Neo.TransientError.Transaction.Outdated");

    /** The server ran the statement and refused a value. An invalid statement, in contrast, is no record's fault. */
    private static final Set<String> REFUSED = Set.of(
            "Neo.ClientError.Schema.ConstraintValidationFailed",
            "Neo.ClientError.Statement.ArgumentError",
            "Neo.ClientError.Statement.ArithmeticError",
            "Neo.ClientError.Statement.TypeError");

    /** Refusals under codes that mean other things too: the beginning of the code, and the decisive words of the message. */
    private static final Map<String, String> REFUSED_BY_MESSAGE = Map.of(
            "Neo.DatabaseError.", "Property value is too large to index",
            "Neo.ClientError.Statement.SemanticError", "because of null property value",
            // Without a code: the driver itself refuses the value, before it sends anything.
            "N/A", "Unable to convert");

    private GraphFailure() {}

    /** Classifies by the first exception of the driver among the causes. If there is none, or in doubt, it is an outage. */
    public static Failure of(Throwable failure) {
        return Failure.causes(failure)
                .filter(Neo4jException.class::isInstance)
                .map(Neo4jException.class::cast)
                .findFirst()
                .map(GraphFailure::of)
                .orElseGet(() -> Failure.withoutServer(failure));
    }

    private static Failure of(Neo4jException exception) {
        if (isOvertaken(exception) || CONTENTION.contains(code(exception))) {
            return Failure.CONTENTION;
        }
        return REFUSED.contains(code(exception)) || isRefusedByMessage(exception) ? Failure.REFUSED : Failure.OUTAGE;
    }

    /** Whether the server has ended the transaction because its time was up. */
    static boolean isTimedOut(Neo4jException exception) {
        return code(exception).contains(".Transaction.TransactionTimedOut")
                || code(exception).endsWith(".Transaction.Terminated");
    }

    /** Whether the server works, and has ended this one transaction: it took too long, too much memory, or was in another's way. */
    static boolean isOfOneStatement(Neo4jException exception) {
        return isTimedOut(exception)
                || code(exception).endsWith(".Transaction.LockClientStopped") // while it waited for a lock
                || code(exception).endsWith(".General.MemoryPoolOutOfMemoryError")
                || of(exception) == Failure.CONTENTION;
    }

    private static boolean isRefusedByMessage(Neo4jException exception) {
        return REFUSED_BY_MESSAGE.entrySet().stream()
                .anyMatch(refusal ->
                        code(exception).startsWith(refusal.getKey()) && messageContains(exception, refusal.getValue()));
    }

    /**
     * Whether the transaction used a node that another had just deleted, or deleted a node to which another had just added
     * an edge. The server reports both as client errors, although the same statement succeeds when it is run again.
     */
    static boolean isOvertaken(Neo4jException exception) {
        return code(exception).equals("Neo.ClientError.Statement.EntityNotFound")
                || (code(exception).equals("Neo.ClientError.Schema.ConstraintValidationFailed")
                        && messageContains(exception, "still has relationships"));
    }

    private static boolean messageContains(Neo4jException exception, String words) {
        return exception.getMessage() != null && exception.getMessage().contains(words);
    }

    private static String code(Neo4jException exception) {
        return exception.code() == null ? "" : exception.code();
    }
}
