package org.discogsography.table;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.discogsography.outage.Failure;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.util.PSQLException;

/**
 * Classifies what JDBC throws by what it means for the records to be written, using PostgreSQL's
 * <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">error codes</a>.
 */
public final class TableFailure {

    /** Transaction rollback: deadlocks and serialization failures. */
    private static final String TRANSACTION_ROLLBACK = "40";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * Cardinality, data exception, integrity constraint, view's check option, program limit exceeded, and PL/pgSQL: a user's
     * own trigger that raises an exception for a record. If it does so for every record, the probe fails as well, and no
     * record becomes a dead letter.
     */
    private static final Set<String> ABOUT_VALUES = Set.of("21", "22", "23", "44", "54", "P0");

    /** The server ends the session or refuses to begin one, for whatever reason. */
    private static final Set<String> END_OF_SESSION = Set.of("FATAL", "PANIC");

    private TableFailure() {}

    /** Classifies by the server's error codes among the causes. If there are none, or in doubt, it is an outage. */
    public static Failure of(Throwable failure) {
        List<Throwable> causes = Failure.causes(failure).toList();
        if (causes.stream().anyMatch(FlywayException.class::isInstance)) {
            // The tables could not be created: no record was involved yet.
            return Failure.OUTAGE;
        }
        List<Failure> failures = causes.stream()
                .filter(SQLException.class::isInstance)
                .flatMap(cause -> withNext((SQLException) cause))
                .map(TableFailure::of)
                .distinct()
                .sorted()
                .toList();
        // If there are several, take the one that costs no record: the enum is in that order.
        return failures.isEmpty() ? Failure.withoutServer(failure) : failures.get(0);
    }

    private static Failure of(SQLException exception) {
        String state = exception.getSQLState() == null ? "" : exception.getSQLState();
        if (endsSession(exception)) {
            return Failure.OUTAGE;
        }
        if (state.startsWith(TRANSACTION_ROLLBACK) || state.equals(LOCK_NOT_AVAILABLE)) {
            return Failure.CONTENTION;
        }
        return state.length() == 5 && ABOUT_VALUES.contains(state.substring(0, 2)) ? Failure.REFUSED : Failure.OUTAGE;
    }

    /** Whether there is no connection any more. A connection refused for an invalid parameter has a code of class 22. */
    private static boolean endsSession(SQLException exception) {
        return exception instanceof SQLTransientConnectionException
                || exception instanceof SQLNonTransientConnectionException
                || (exception instanceof PSQLException server
                        && server.getServerErrorMessage() != null
                        && END_OF_SESSION.contains(Objects.requireNonNullElse(
                                server.getServerErrorMessage().getSeverity(), "")));
    }

    /** The exception and those chained to it, each with its causes. */
    private static Stream<SQLException> withNext(SQLException first) {
        return StreamSupport.stream(first.spliterator(), false)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }
}
