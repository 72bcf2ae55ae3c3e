package org.discogsography.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The program's own metrics. Each is registered through here, so that its name, its unit and its description stand in one
 * place. What the libraries measure themselves (HikariCP, the RabbitMQ client, Camel) keeps the names that they give it.
 *
 * <p>Tags are given in pairs of key and value. Registering what is there already gives what is there.
 */
public enum Metric {
    /** Tags: {@code service}, {@code type}, {@code outcome}. */
    RECORDS("discogsography.records", null, "Records settled, by what became of them"),
    /** Tags: {@code service}, {@code type}, {@code message}. */
    CONTROLS("discogsography.control.messages", null, "Messages settled that tell of the end of a file or extraction"),
    /** Tags: {@code service}, {@code type}. */
    REDELIVERIES("discogsography.redeliveries", "messages", "Messages that the broker has delivered once more"),
    /** Tags: {@code service}, {@code type}. */
    RETRIES("discogsography.retries", null, "New tries of batches that failed"),
    /** Tags: {@code service}, {@code type}, {@code outcome}: {@code stored} or {@code given_back}. */
    BATCHES("discogsography.batches", null, "Batches that ended stored, or given back to their queue"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_SIZE("discogsography.batch.size", "messages", "Messages in a batch that was stored"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_TIME("discogsography.batch.time", null, "From a batch's completion to its acknowledgement, retries included"),

    PUBLISH_TIME("discogsography.publish.time", null, "From a window's first message to the broker's last confirm"),
    PUBLISH_FAILURES("discogsography.publish.failures", null, "Windows that the broker did not confirm"),
    BROKER_ALARM("discogsography.broker.alarm", null, "1 while the broker, short of memory or disk, takes no messages"),

    /** Tags: {@code service}, {@code type}. */
    READY("discogsography.queue.ready", "messages", "Messages that wait in a queue; NaN where the broker does not say"),
    /** Tags: {@code service}, {@code type}. */
    DEAD_LETTERS(
            "discogsography.queue.dead.letters",
            "messages",
            "Messages in a dead letter queue; NaN where the broker does not say"),

    /** Tags: {@code server}, {@code state}. */
    BREAKER_STATE(
            "discogsography.breaker.state", null, "1 for the state that a server's circuit breaker is in, else 0"),
    /** Tags: {@code server}. */
    SERVER_UP("discogsography.server.up", null, "1 while a server is known to be at work, else 0"),
    /** Tags: {@code server}. */
    SERVER_STATE_AGE("discogsography.server.state.age", "seconds", "How long a server has been up, or has not"),
    /** Tags: {@code server}. */
    PAUSES("discogsography.server.pauses", null, "Times that a server's routes were paused because it failed"),
    /** Tags: {@code server}. */
    PAUSED(
            "discogsography.server.paused",
            "seconds",
            "Time for which a server's routes were paused, the running pause too"),

    /** Tags: {@code state}: {@code in_use}, {@code idle} or {@code creating}. */
    NEO4J_CONNECTIONS("discogsography.neo4j.pool.connections", "connections", "Connections of the Neo4j driver's pool"),
    NEO4J_WAITING("discogsography.neo4j.pool.waiting", null, "Callers that wait for a connection of the Neo4j driver"),
    NEO4J_CREATED("discogsography.neo4j.pool.created", null, "Connections that the Neo4j driver has opened"),
    NEO4J_CLOSED("discogsography.neo4j.pool.closed", null, "Connections that the Neo4j driver has closed"),
    NEO4J_FAILED("discogsography.neo4j.pool.failed", null, "Connections that the Neo4j driver could not open"),
    NEO4J_TIMEOUTS(
            "discogsography.neo4j.pool.timeouts", null, "Times that no connection of the Neo4j driver came free");

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String id;
    private final String unit; // null: none; times of timers are in whatever unit the registry has
    private final String description;

    Metric(String id, String unit, String description) {
        this.id = id;
        this.unit = unit;
        this.description = description;
    }

    /** Its name in the registry, with dots. */
    public String id() {
        return id;
    }

    /** What it says, in a line. */
    public String description() {
        return description;
    }

    public Counter counter(MeterRegistry registry, String... tags) {
        return Counter.builder(id)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A timer whose quantiles can be taken over several processes. */
    public Timer timer(MeterRegistry registry, String... tags) {
        return Timer.builder(id)
                .description(description)
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }

    public DistributionSummary summary(MeterRegistry registry, String... tags) {
        return DistributionSummary.builder(id)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A gauge that asks {@code source}, without blocking and from any thread, for as long as somebody else holds it. */
    public <T> void gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(id, source, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A counter that {@code source} itself keeps; otherwise as {@link #gauge}. */
    public <T> void counted(MeterRegistry registry, T source, ToDoubleFunction<T> count, String... tags) {
        FunctionCounter.builder(id, source, count)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
