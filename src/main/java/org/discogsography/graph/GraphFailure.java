package org.discogsography.graph;

import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

/** What a failure of the graph means for what is to be done next. */
public enum GraphFailure {
    /** The server is away, or in no state to work: wait, and try all of it again. */
    OUTAGE,
    /** Transactions were in each other's way: try again soon, nothing is wrong. */
    CONTENTION,
    /** The server works and refuses this statement or its values: no repetition will help. */
    REFUSED;

    /** Looks through the causes for the driver's word; what has none is taken for {@link #REFUSED}. */
    public static GraphFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Neo4jException said) {
                return of(said);
            }
        }
        return REFUSED;
    }

    private static GraphFailure of(Neo4jException said) {
        String code = said.code() == null ? "" : said.code();
        if (said instanceof ServiceUnavailableException || said instanceof SessionExpiredException) {
            return OUTAGE;
        }
        // A wrong password is not the record's fault: with the password mended it will be written.
        if (said instanceof AuthenticationException || said instanceof SecurityException) {
            return OUTAGE;
        }
        if (said instanceof TransientException) {
            return code.startsWith("Neo.TransientError.Transaction.") || isOvertaken(said) ? CONTENTION : OUTAGE;
        }
        if (isOvertaken(said)) {
            return CONTENTION;
        }
        boolean serversFault = code.startsWith("Neo.DatabaseError.")
                || code.startsWith("Neo.ClientError.Database.")
                || code.startsWith("Neo.ClientError.General.")
                || code.startsWith("Neo.ClientError.Security.")
                || code.startsWith("Neo.ClientError.Cluster.")
                || code.startsWith("Neo.ClientError.Transaction.");
        // A client exception without a code is the driver's own: the pool had no connection to give, or was closed.
        return serversFault || (said instanceof ClientException && !code.startsWith("Neo.")) ? OUTAGE : REFUSED;
    }

    /**
     * Whether a transaction met a node that another had just deleted, or deleted one that another had just attached to.
     * The server files both under the client's errors, although the same statement goes through when it is run again.
     */
    static boolean isOvertaken(Neo4jException said) {
        String code = said.code() == null ? "" : said.code();
        return code.equals("Neo.ClientError.Statement.EntityNotFound")
                || (code.equals("Neo.ClientError.Schema.ConstraintValidationFailed")
                        && said.getMessage() != null
                        && said.getMessage().contains("still has relationships"));
    }
}
