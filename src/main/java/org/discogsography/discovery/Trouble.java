package org.discogsography.discovery;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.sql.SQLException;
import java.util.Set;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.outage.Failure;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it means that a store has not answered a question. */
enum Trouble {
    /** It is away, hangs, or does not let this login in. */
    DOWN,
    /** It is there, but nothing has been stored in it yet. */
    EMPTY,
    /** It has ended the statement because that took too long, or too much. */
    SLOW,
    /** It answers, but does not let this login read what the question needs. */
    FORBIDDEN,
    /** A mistake of the program. */
    BUG;

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final int RETRY_SECONDS = 5;

    private static final String CANCELLED = "57014";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String NO_TABLE = "42P01";
    private static final String NO_RIGHT = "42501";
    private static final String NEO4J_NO_RIGHT = "Neo.ClientError.Security.Forbidden";

    /** The beginnings of SQLSTATEs: connection, login, resources, intervention of an operator, system error, no such database. */
    private static final Set<String> AWAY = Set.of("08", "28", "53", "57", "58", "3D", "XX");

    static Trouble of(Throwable failure) {
        return Failure.causes(failure)
                .map(Trouble::ofOne)
                .filter(trouble -> trouble != BUG)
                .findFirst()
                .orElse(BUG);
    }

    private static Trouble ofOne(Throwable thrown) {
        if (thrown instanceof CallNotPermittedException) {
            return DOWN;
        }
        if (thrown instanceof Neo4jException refused) {
            return of(refused.code() == null ? "" : refused.code());
        }
        if (thrown instanceof SQLException refused) {
            return ofState(refused.getSQLState());
        }
        return BUG;
    }

    private static Trouble of(String code) {
        if (code.contains(".Transaction.TransactionTimedOut")
                || code.endsWith(".Transaction.Terminated")
                || code.endsWith(".General.MemoryPoolOutOfMemoryError")) {
            return SLOW;
        }
        if (code.equals(NEO4J_NO_RIGHT)) {
            return FORBIDDEN;
        }
        return code.startsWith("Neo.ClientError.Statement.") || code.startsWith("Neo.ClientError.Procedure.")
                ? BUG
                : DOWN;
    }

    private static Trouble ofState(String state) {
        if (state == null || state.length() < 2) {
            return DOWN; // The pool's own: no connection in time.
        }
        return switch (state) {
            case CANCELLED, LOCK_NOT_AVAILABLE -> SLOW;
            case NO_TABLE -> EMPTY;
            case NO_RIGHT -> FORBIDDEN;
            default -> AWAY.contains(state.substring(0, 2)) ? DOWN : BUG;
        };
    }

    /** For a circuit breaker: what counts is an outage, all else shows that the store answers. */
    static Failure forBreaker(Throwable failure) {
        return of(failure) == DOWN ? Failure.OUTAGE : Failure.REFUSED;
    }

    /** What the client is told. */
    static Problem problem(Store store, Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        return switch (of(failure)) {
            case DOWN -> down(store, failure);
            case EMPTY -> Problem.unavailable("nothing has been stored in " + store + " yet", RETRY_SECONDS, failure);
            case SLOW -> Problem.tooSlow(failure);
            case FORBIDDEN -> Problem.unavailable(refusal(store, failure), RETRY_SECONDS, failure);
            case BUG -> internal(failure);
        };
    }

    /** What the store does not let this login read; without a secret. The failure is {@link #FORBIDDEN}. */
    static String refusal(Store store, Throwable failure) {
        String words = Failure.causes(failure)
                .filter(thrown -> ofOne(thrown) == FORBIDDEN)
                .findFirst()
                // Neo4j's message names the user.
                .map(thrown -> thrown instanceof Neo4jException refused ? refused.code() : firstLine(thrown))
                .orElseThrow();
        return store + " does not let this login read: " + words;
    }

    private static String firstLine(Throwable thrown) {
        return thrown.getMessage().lines().findFirst().orElse("").replaceFirst("^\\p{Lu}+: ", "");
    }

    /** The store is down. */
    static Problem down(Store store, Throwable failure) {
        return Problem.unavailable(store + " does not answer", RETRY_SECONDS, failure);
    }

    /** What the client is told of a failure that is no store's. */
    static Problem problem(Throwable failure) {
        return Failure.causes(failure)
                .filter(Problem.class::isInstance)
                .map(Problem.class::cast)
                .findFirst()
                .orElseGet(() -> switch (of(failure)) {
                    case DOWN, EMPTY -> Problem.unavailable("a store does not answer", RETRY_SECONDS, failure);
                    case SLOW -> Problem.tooSlow(failure);
                    case FORBIDDEN ->
                        Problem.unavailable("a store does not let this login read", RETRY_SECONDS, failure);
                    case BUG ->
                        // A route is being replaced.
                        Failure.withoutServer(failure) == Failure.CONTENTION
                                ? Problem.unavailable("the question is being edited", RETRY_SECONDS, failure)
                                : internal(failure);
                });
    }

    private static Problem internal(Throwable failure) {
        LOG.error("A question has failed", failure);
        return Problem.internal(failure);
    }
}
