package org.discogsography.outage;

import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;

/**
 * What a failed call to a server means for what is to be done next. Each server's package classifies what its client throws.
 *
 * <p>Either mistake costs: an outage taken for a refusal sends good records to the dead letters, and a refusal taken for
 * an outage repeats a batch forever. To lose a record is worse than to lose time, so anything in doubt counts as an outage.
 */
public enum Failure {
    /** The server is away, or does not work: wait, and try all of it again. Counts for the circuit breaker. */
    OUTAGE,
    /** Transactions were in each other's way: try again soon, nothing is wrong. Does not count. */
    CONTENTION,
    /** The server works and refuses these values, or our own code cannot make them into a row: never repeat. */
    REFUSED;

    /** A chain of causes may be a circle; no other is as long. */
    private static final int DEEPEST = 50;

    /** What our own steps throw at a record that they cannot convert. */
    private static final List<Class<? extends Exception>> UNFIT_VALUE = List.of(
            IllegalArgumentException.class,
            ClassCastException.class,
            NullPointerException.class,
            IndexOutOfBoundsException.class,
            NoSuchElementException.class,
            ArithmeticException.class,
            DateTimeException.class);

    /** Packages whose code fails because of its settings or connections, hardly ever because of a record. */
    private static final List<String> SERVERS_CLIENTS = List.of(
            "com.rabbitmq.",
            "com.zaxxer.",
            "io.netty.",
            "org.apache.camel.",
            "org.flywaydb.",
            "org.neo4j.",
            "org.postgresql.",
            "org.springframework.");

    /** The failure and its causes, the outermost first. */
    public static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST);
    }

    /**
     * What a failure means that did not come from a server: {@link #REFUSED} if code that handles the record's values threw it,
     * {@link #CONTENTION} if a route was being replaced, or was stopped, that another one calls, else {@link #OUTAGE}.
     */
    public static Failure withoutServer(Throwable failure) {
        if (causes(failure).anyMatch(DirectConsumerNotAvailableException.class::isInstance)) {
            return CONTENTION;
        }
        boolean isBroken = causes(failure)
                .anyMatch(cause -> cause instanceof Error
                        || cause instanceof InterruptedException
                        || cause instanceof IllegalStateException);
        return !isBroken && causes(failure).anyMatch(Failure::isUnfitValue) ? REFUSED : OUTAGE;
    }

    private static boolean isUnfitValue(Throwable thrown) {
        return UNFIT_VALUE.stream().anyMatch(kind -> kind.isInstance(thrown))
                && thrower(thrown).stream()
                        .noneMatch(name -> SERVERS_CLIENTS.stream().anyMatch(name::startsWith));
    }

    /** The class that threw, or that called the JDK, which threw. Empty if the JVM has optimised the trace away. */
    private static Optional<String> thrower(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .findFirst();
    }
}
