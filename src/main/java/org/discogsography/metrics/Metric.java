package org.discogsography.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The program's own metrics. Each is registered through here, so that its name, its unit and its description stand in one
 * place; docs/metrics.md lists them as Prometheus sees them. What the libraries measure themselves (HikariCP, the RabbitMQ
 * client, Camel) keeps the names that they give it.
 *
 * <p>Tags are given in pairs of key and value. Registering what is there already gives what is there.
 */
public enum Metric {
    /** Tags: {@code version}, {@code services}. */
    BUILD("discogsography.build.info", null, "Version of the program and the services that run in this process"),

    /** Tags: {@code service}, {@code type}, {@code outcome}. */
    RECORDS("discogsography.records", null, "Records settled, by what became of them"),
    /** Tags: {@code service}, {@code type}, {@code message}. */
    CONTROLS("discogsography.control.messages", null, "Messages settled that tell of the end of a file or extraction"),
    /** Tags: {@code service}, {@code type}. */
    REDELIVERIES("discogsography.redelivered.messages", null, "Messages that the broker has delivered once more"),
    /** Tags: {@code service}, {@code type}. */
    RETRIES("discogsography.batch.retries", null, "New tries of batches that failed"),
    /** Tags: {@code service}, {@code type}, {@code outcome}: {@code stored} or {@code given_back}. */
    BATCHES("discogsography.batches", null, "Batches that ended stored, or given back to their queue"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_SIZE("discogsography.batch.size", "messages", "Messages in a batch that was stored"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_TIME(
            "discogsography.batch.duration",
            "seconds",
            "Time from a batch's completion to its acknowledgement, retries included"),

    CONFIRM_TIME(
            "discogsography.publish.confirm",
            "seconds",
            "Time from the first message of a window published to the broker's last confirm"),
    PUBLISH_FAILURES("discogsography.publish.failures", null, "Windows that the broker did not confirm"),
    BROKER_ALARM("discogsography.broker.alarm", null, "1 while the broker, short of memory or disk, takes no messages"),

    /** Tags: {@code service}, {@code type}. */
    READY(
            "discogsography.queue.ready.messages",
            null,
            "Messages that wait in a queue; NaN where the broker does not say"),
    /** Tags: {@code service}, {@code type}. */
    DEAD_LETTERS(
            "discogsography.queue.dead.letter.messages",
            null,
            "Messages in a dead letter queue; NaN where the broker does not say"),
    /** Tags: {@code service}, {@code type}. */
    DEAD_LETTERS_HELD(
            "discogsography.dead.letters.held",
            null,
            "Messages kept unacknowledged because the broker does not take their dead letters"),
    /** Tags: {@code service}, {@code type}. */
    LAG(
            "discogsography.lag",
            "seconds",
            "Time since what a service has stored last was published; 0 while nothing waits, NaN where it is not known"),

    /** Tags: {@code server}, {@code state}. */
    BREAKER_STATE(
            "discogsography.breaker.state", null, "1 for the state that a server's circuit breaker is in, else 0"),
    /** Tags: {@code server}. */
    SERVER_UP("discogsography.server.up", null, "1 while a server is known to be at work, else 0"),
    /** Tags: {@code server}. */
    SERVER_STATE_AGE("discogsography.server.state.age", "seconds", "Time for which a server has been up, or has not"),
    /** Tags: {@code server}. */
    PAUSES("discogsography.server.pauses", null, "Times that a server's routes were paused because it failed"),
    /** Tags: {@code server}. */
    PAUSED(
            "discogsography.server.paused",
            "seconds",
            "Time for which a server's routes were paused, the running pause too"),

    /** Tags: {@code state}: {@code in_use}, {@code idle} or {@code creating}. */
    NEO4J_CONNECTIONS("discogsography.neo4j.pool.connections", null, "Connections of the Neo4j driver's pool"),
    NEO4J_WAITING("discogsography.neo4j.pool.waiting", null, "Callers that wait for a connection of the Neo4j driver"),
    NEO4J_CREATED("discogsography.neo4j.pool.opened.connections", null, "Connections that the Neo4j driver has opened"),
    NEO4J_CLOSED("discogsography.neo4j.pool.closed.connections", null, "Connections that the Neo4j driver has closed"),
    NEO4J_FAILED(
            "discogsography.neo4j.pool.failed.connections", null, "Connections that the Neo4j driver could not open"),
    NEO4J_TIMEOUTS(
            "discogsography.neo4j.pool.timeouts", null, "Times that no connection of the Neo4j driver came free"),

    /** Tags: {@code state}: {@code waiting}, {@code reading}, {@code complete} or {@code failed}. */
    DUMP_FILES("discogsography.dump.files", null, "Files of the dump that is extracted, by how far they are"),
    /** Tags: {@code type}. */
    DUMP_BYTES("discogsography.dump.file.size", "bytes", "Size of a dump file, compressed as it is"),
    /** Tags: {@code type}. */
    DUMP_READ("discogsography.dump.file.read", "bytes", "Compressed bytes of a dump file that have been read"),
    EXTRACTION_BROKEN_OFF(
            "discogsography.extraction.broken.off",
            null,
            "1 where the extraction has come to an unforeseen end, else 0");

    /** From a batch that meets an idle store to one that is tried five times. */
    private static final Duration[] TIMES = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final double[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    private final String id;
    private final String unit; // null: none
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

    /** A timer as a histogram of a few buckets, so that quantiles can be taken over several processes. */
    public Timer timer(MeterRegistry registry, String... tags) {
        return Timer.builder(id)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(TIMES)
                .register(registry);
    }

    /** Sizes as a histogram, like {@link #timer}. */
    public DistributionSummary summary(MeterRegistry registry, String... tags) {
        return DistributionSummary.builder(id)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SIZES)
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
