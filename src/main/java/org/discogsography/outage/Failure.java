package org.discogsography.outage;

import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a failed call to a server means for what is to be done next. Each server's package tells it from what its client
 * throws.
 *
 * <p>Either mistake costs: an outage taken for a refusal sends good records to the dead letters, and a refusal taken for
 * an outage repeats a batch for ever. A record is lost sooner than time is, so what is in doubt counts as an outage.
 */
public enum Failure {
    /** The server is away, or in no state to work: wait, and try all of it again. Counts for the circuit breaker. */
    OUTAGE,
    /** Transactions were in each other's way: try again soon, nothing is wrong. Does not count. */
    CONTENTION,
    /** The server works and refuses these values, or our own code cannot make them into a row: never repeat. */
    REFUSED;

    /** Deeper than any chain that is no circle. */
    private static final int DEEPEST = 50;

    /** What our own steps throw at a record that they cannot make anything of. */
    private static final List<Class<? extends Exception>> UNFIT_VALUE = List.of(
            IllegalArgumentException.class,
            ClassCastException.class,
            NullPointerException.class,
            IndexOutOfBoundsException.class,
            NoSuchElementException.class,
            ArithmeticException.class,
            DateTimeException.class);

    /** Whose code breaks, if it does, over its settings or its connections, and hardly over a record. */
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
     * What a failure means that holds no word of a server: {@link #REFUSED} where code over the record's values threw,
     * else {@link #OUTAGE}.
     */
    public static Failure withoutServer(Throwable failure) {
        boolean inNoState = causes(failure)
                .anyMatch(cause -> cause instanceof Error
                        || cause instanceof InterruptedException
                        || cause instanceof IllegalStateException);
        return !inNoState && causes(failure).anyMatch(Failure::isUnfitValue) ? REFUSED : OUTAGE;
    }

    private static boolean isUnfitValue(Throwable thrown) {
        return UNFIT_VALUE.stream().anyMatch(kind -> kind.isInstance(thrown))
                && thrower(thrown).stream()
                        .noneMatch(name -> SERVERS_CLIENTS.stream().anyMatch(name::startsWith));
    }

    /** The class that threw, or that called what threw in the JDK. None where the JVM has optimised the trace away. */
    private static Optional<String> thrower(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .findFirst();
    }
}
