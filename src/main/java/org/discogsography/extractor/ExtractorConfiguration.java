package org.discogsography.extractor;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConfiguration;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.BrokerLock;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.Topology;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.backlog.BacklogLimit;
import org.discogsography.dump.DataType;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.extractor.download.Download;
import org.discogsography.extractor.download.DownloadConfiguration;
import org.discogsography.extractor.download.Wanted;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.Liveness;
import org.discogsography.routes.RouteChanges;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/** Binds the beans that the extractor's routes refer to. */
public final class ExtractorConfiguration implements CamelConfiguration {

    private static final String ROUTE = "extractor";

    /** Longer than the broker takes to end what was on a connection that it has found lost. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Override
    public void configure(CamelContext context) {
        new BrokerConfiguration().configure(context);
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        var batchSize = new BatchSize(
                settings.number(Setting.EXTRACTOR_BATCH_SIZE), settings.number(Setting.EXTRACTOR_BATCH_BYTES));
        boolean exit = settings.flag(Setting.EXTRACTOR_EXIT_WHEN_DONE);
        Path stateFolder = folder(settings.text(Setting.EXTRACTOR_STATE_FOLDER));
        boolean force = settings.flag(Setting.EXTRACTOR_FORCE);
        var wish = Wish.of(settings.text(Setting.EXTRACTOR_TYPES), settings.text(Setting.EXTRACTOR_VERSION));
        var connections = registry.findSingleByType(BrokerConnections.class);
        var lock = new BrokerLock(connections, settings.text(Setting.AMQP_QUEUE_PREFIX) + "extractor");
        var turn = new Turn(
                connections.closeFirst(lock),
                settings.duration(Setting.AMQP_RETRY_INTERVAL),
                connections.longestSilence().plus(GRACE),
                context::isStopping,
                registry.findSingleByType(Timeline.class));
        registry.bind("extractor-turn", Turn.class, turn, null, "close");
        var changes = registry.findSingleByType(RouteChanges.class);
        BooleanSupplier stopping = () -> context.isStopping() || changes.areUnderWay(ROUTE);
        var timeline = registry.findSingleByType(Timeline.class);
        var records = registry.findSingleByType(RecordOutcomes.class);
        var hashes = new FileHashes(stateFolder, stopping);
        var inventory = new DumpInventory(hashes, stateFolder);
        Path dumps = Path.of(settings.text(Setting.DISCOGS_ROOT));
        Download download = new DownloadConfiguration(
                        settings,
                        stateFolder,
                        inventory,
                        () -> context.isStopping() || changes.areUnderWay("extractor-download-dump"),
                        timeline,
                        InstantSource.system(),
                        registry.findSingleByType(RunningServices.class).version())
                .bind(context, new Wanted(wish.wanted(), wish.version()), () -> nothingWaits(registry));
        var chooser = new DumpChooser(dumps, stateFolder, wish, download.progress()::version);
        var rejections = new Rejections(
                new RejectedRecords(stateFolder), settings.number(Setting.EXTRACTOR_REJECTED_LIMIT), records, timeline);
        String exchangeName = registry.findSingleByType(Topology.class).exchange();
        Function<DumpChoice, Extraction> extractionOf = choice -> new Extraction(
                new DumpSelection(
                        choice,
                        hashes,
                        (version, ending) -> turn.begin(
                                () -> ExtractionState.open(stateFolder, version, force && isFirst(registry)), ending),
                        stopping),
                exchangeName,
                batchSize,
                records,
                rejections,
                stopping,
                timeline);
        var extractions = new Extractions(
                chooser,
                download.isOn() ? withDownload(chooser) : chooser.first(),
                extractionOf,
                new FolderWatch(dumps, settings.duration(Setting.EXTRACTOR_SETTLE_TIME), download.progress()::version),
                settings.duration(Setting.EXTRACTOR_CHECK_INTERVAL),
                download.progress()::dumps,
                () -> exit && download.isFirstLookPending(),
                exit);
        registry.bind("extraction", Extractions.class, extractions, null, "saveProgress");
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        new ExtractionMeters(extractions, wish.wanted()).bindTo(meters);
        var backlog = backlogLimit(context, settings, stopping);
        registry.bind("backlog-limit", backlog);
        for (String service : registry.findSingleByType(Topology.class).consumers()) {
            Metric.EXTRACTION_WAITS.gauge(
                    meters,
                    backlog,
                    limit -> limit.full()
                                    .filter(full -> full.queue().service().equals(service))
                                    .isPresent()
                            ? 1
                            : 0,
                    "service",
                    service);
        }
        var standstill = new ExtractionStandstill(
                settings.duration(Setting.HEALTH_STANDSTILL),
                () -> extractions.current().progress(),
                () -> extractions.isRunning()
                        && turn.standbySince().isEmpty()
                        && turn.refusal().isEmpty() // a restart does not end it
                        && backlog.full().isEmpty()
                        && brokerWorks(registry)
                        && ServiceStatus.Started == context.getRouteController().getRouteStatus(ROUTE));
        registry.bind("extraction-standstill", ExtractionStandstill.class, standstill.start(), null, "close");
        registry.bind("extraction-health", new ExtractionHealth(extractions, turn, backlog, standstill));
        var end = registry.findSingleByType(ProgramEnd.class);
        registry.bind("extraction-done", (Processor) exchange -> {
            // The route was edited: its new version continues.
            if (changes.areUnderWay(ROUTE)) {
                return;
            }
            Integer exitCode = exchange.getMessage().getBody(Integer.class);
            if (exit) {
                end.with(download.hasFailed() ? 1 : exitCode);
            } else if (end.isOneService() && !download.isOn() && extractions.nothingWasEverReadable()) {
                end.with(exitCode);
            }
        });
    }

    /** Whether it answers, and has raised no alarm. */
    private static boolean brokerWorks(Registry registry) {
        // Asked at the end of the program as well, when its beans are gone.
        var liveness = registry.lookupByNameAndType("rabbitmq-liveness", Liveness.class);
        var connections = registry.findSingleByType(BrokerConnections.class);
        Liveness.Status status = liveness == null ? null : liveness.status();
        return status != null
                && status.answers()
                && connections != null
                && !connections.alarm().isRaised();
    }

    /** Whether no message waits in any queue. One that the broker cannot be asked for may be full. */
    private static boolean nothingWaits(Registry registry) {
        var depths = backlog(registry).depths();
        int queues = registry.findSingleByType(Topology.class).consumers().size() * DataType.values().length;
        return depths.size() == queues && depths.values().stream().allMatch(depth -> depth.ready() == 0);
    }

    private static Backlog backlog(Registry registry) {
        return new Backlog(
                registry.findSingleByType(BrokerConnections.class).shared(), registry.findSingleByType(Topology.class));
    }

    private static BacklogLimit backlogLimit(CamelContext context, Settings settings, BooleanSupplier stopping) {
        Registry registry = context.getRegistry();
        var backlog = backlog(registry);
        var limits = new BacklogLimit.Limits(
                settings.number(Setting.EXTRACTOR_BACKLOG_LIMIT),
                settings.number(Setting.EXTRACTOR_BACKLOG_LIMIT_OUTAGE));
        return new BacklogLimit(backlog::depths, limits, stopping, registry.findSingleByType(Timeline.class));
    }

    private static Path folder(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new SettingException("extractor.state-folder is not a valid path: " + e.getMessage(), e);
        }
    }

    /** A dump that comes later has not been published before. */
    private static boolean isFirst(Registry registry) {
        return registry.findSingleByType(Extractions.class).isOnlyOne();
    }

    /** There need not be a dump yet, but one that is asked for must not be refused. */
    private static DumpChoice withDownload(DumpChooser chooser) {
        chooser.refusal().ifPresent(reason -> {
            throw new SettingException(reason);
        });
        return chooser.now();
    }
}
