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
 * The program's own metrics. This is the one place for their names, units and descriptions. docs/metrics.md lists them under
 * their Prometheus names. The metrics of libraries (HikariCP, the RabbitMQ client, Camel) keep the names that these give.
 *
 * <p>Tags are pairs of key and value. Registering a metric again returns the existing one.
 */
public enum Metric {
    /** Tags: {@code version}, {@code services}. */
    BUILD("discogsography.build.info", null, "Version of the program and the services in this process"),

    /** Tags: {@code service}, {@code type}, {@code outcome}. */
    RECORDS("discogsography.records", null, "Records settled, by outcome"),
    /** Tags: {@code service}, {@code type}, {@code message}. */
    CONTROLS("discogsography.control.messages", null, "Control messages settled: end of a file, end of an extraction"),
    /** Tags: {@code service}, {@code type}. */
    REDELIVERIES("discogsography.redelivered.messages", null, "Messages redelivered by the broker"),
    /** Tags: {@code service}, {@code type}. */
    RETRIES("discogsography.batch.retries", null, "Retries of failed batches"),
    /** Tags: {@code service}, {@code type}, {@code outcome}: {@code stored} or {@code given_back}. */
    BATCHES("discogsography.batches", null, "Batches that were stored, or returned to their queue (given_back)"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_SIZE("discogsography.batch.size", "messages", "Messages in a stored batch"),
    /** Tags: {@code service}, {@code type}. */
    BATCH_TIME(
            "discogsography.batch.duration",
            "seconds",
            "Time from the completion of a batch to its acknowledgement, retries included"),

    CONFIRM_TIME(
            "discogsography.publish.confirm",
            "seconds",
            "Time from publishing the first message of a window to the broker's last confirm"),
    PUBLISH_FAILURES("discogsography.publish.failures", null, "Windows that the broker did not confirm"),
    BROKER_ALARM("discogsography.broker.alarm", null, "1 while a memory or disk alarm of the broker blocks publishing"),

    /** Tags: {@code service}, {@code type}. */
    READY("discogsography.queue.ready.messages", null, "Messages waiting in a queue; NaN if unknown"),
    /** Tags: {@code service}, {@code type}. */
    DEAD_LETTERS("discogsography.queue.dead.letter.messages", null, "Messages in a dead letter queue; NaN if unknown"),
    /** Tags: {@code service}, {@code type}. */
    DEAD_LETTERS_HELD(
            "discogsography.dead.letters.held",
            null,
            "Messages kept unacknowledged because the broker does not accept their dead letters"),
    /** Tags: {@code service}, {@code type}. */
    LAG(
            "discogsography.lag",
            "seconds",
            "Time since the last stored message was published; 0 while nothing waits, NaN if unknown"),

    /** Tags: {@code server}, {@code state}. */
    BREAKER_STATE(
            "discogsography.breaker.state", null, "1 for the current state of a server's circuit breaker, else 0"),
    /** Tags: {@code server}. */
    SERVER_UP("discogsography.server.up", null, "1 while a server is known to be available, else 0"),
    /** Tags: {@code server}. */
    SERVER_STATE_AGE("discogsography.server.state.age", "seconds", "Time since a server came up or went down"),
    /** Tags: {@code server}. */
    PAUSES("discogsography.server.pauses", null, "Number of pauses of a server's routes because it failed"),
    /** Tags: {@code server}. */
    PAUSED(
            "discogsography.server.paused",
            "seconds",
            "Total time of the pauses of a server's routes, the current one included"),

    /** Tags: {@code state}: {@code in_use}, {@code idle} or {@code creating}. */
    NEO4J_CONNECTIONS("discogsography.neo4j.pool.connections", null, "Connections of the Neo4j driver's pool"),
    NEO4J_WAITING("discogsography.neo4j.pool.waiting", null, "Callers waiting for a connection of the Neo4j driver"),
    NEO4J_CREATED("discogsography.neo4j.pool.opened.connections", null, "Connections opened by the Neo4j driver"),
    NEO4J_CLOSED("discogsography.neo4j.pool.closed.connections", null, "Connections closed by the Neo4j driver"),
    NEO4J_FAILED(
            "discogsography.neo4j.pool.failed.connections", null, "Connections that the Neo4j driver could not open"),
    NEO4J_TIMEOUTS(
            "discogsography.neo4j.pool.timeouts", null, "Requests that got no connection of the Neo4j driver in time"),

    /** Tags: {@code service}, {@code type}, {@code state}: {@code loading}, {@code incomplete}, {@code complete}, {@code accepted}. */
    LOAD_STATE("discogsography.load.state", null, "1 for the state of the newest load of a type, else 0"),
    /** Tags: {@code service}, {@code type}. */
    LOAD_OPEN("discogsography.load.open", "seconds", "How long the newest load has not been complete; 0 if it is"),
    /** Tags: {@code service}, {@code type}. */
    LOAD_VERSION(
            "discogsography.load.version",
            "seconds",
            "The date of the newest load's dump, as Unix time; NaN if there is none"),

    SEARCH_WAITING(
            "discogsography.search.waiting.records",
            null,
            "Records that search has not indexed yet in their present form, counted up to 100,000; NaN if unknown"),

    /** Tags: {@code state}: {@code waiting}, {@code looking} or {@code downloading}. */
    DOWNLOAD_STATE("discogsography.download.state", null, "1 for what the download does, else 0"),
    DOWNLOAD_RECEIVED("discogsography.download.received", "bytes", "Bytes of dump files that have been received"),
    DOWNLOAD_FAILURES("discogsography.download.failures", null, "Tries to download a dump that have failed"),
    DOWNLOAD_BYTES(
            "discogsography.download.file.received", "bytes", "Bytes received of the file that is being downloaded"),
    DOWNLOAD_SIZE(
            "discogsography.download.file.size", "bytes", "Size of the file that is being downloaded; NaN if unknown"),

    /** Tags: {@code state}: {@code waiting}, {@code reading}, {@code complete} or {@code failed}. */
    DUMP_FILES("discogsography.dump.files", null, "Files of the current dump, by state"),
    /** Tags: {@code type}. */
    DUMP_BYTES("discogsography.dump.file.size", "bytes", "Compressed size of a dump file"),
    /** Tags: {@code type}. */
    DUMP_READ("discogsography.dump.file.read", "bytes", "Compressed bytes read of a dump file"),
    /** Tags: {@code service}. */
    EXTRACTION_WAITS(
            "discogsography.extraction.waits",
            null,
            "1 while the extractor waits because too many messages wait for this service, else 0"),
    EXTRACTION_BROKEN_OFF(
            "discogsography.extraction.broken.off",
            null,
            "1 if the extraction was ended by an unexpected failure, else 0");

    /** From a batch for an idle store to one that takes five attempts. */
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

    /** The name in the registry, with dots. */
    public String id() {
        return id;
    }

    /** The description, one line. */
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

    /** A timer as a histogram with a few buckets, so that quantiles over several processes can be computed. */
    public Timer timer(MeterRegistry registry, String... tags) {
        return Timer.builder(id)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(TIMES)
                .register(registry);
    }

    /** A histogram of sizes, like {@link #timer}. */
    public DistributionSummary summary(MeterRegistry registry, String... tags) {
        return DistributionSummary.builder(id)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SIZES)
                .register(registry);
    }

    /** A gauge of {@code source}, which is only weakly referenced. {@code value} must be thread-safe and never block. */
    public <T> void gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(id, source, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A counter whose value {@code source} keeps; otherwise like {@link #gauge}. */
    public <T> void counted(MeterRegistry registry, T source, ToDoubleFunction<T> count, String... tags) {
        FunctionCounter.builder(id, source, count)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
