package org.discogsography.graphinator;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.backlog.BacklogConfiguration;
import org.discogsography.broker.backlog.QueueMeters;
import org.discogsography.broker.backlog.ServiceQueues;
import org.discogsography.broker.consuming.AnnounceLoads;
import org.discogsography.broker.consuming.BatchBisector;
import org.discogsography.broker.consuming.QueueProgress;
import org.discogsography.broker.deadletters.DeadLettersConfiguration;
import org.discogsography.dump.DataType;
import org.discogsography.graph.CypherComponent;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.DriverMeters;
import org.discogsography.graph.GraphAdditions;
import org.discogsography.graph.GraphCount;
import org.discogsography.graph.GraphFailure;
import org.discogsography.graph.GraphIdempotentRepository;
import org.discogsography.graph.GraphLoads;
import org.discogsography.graph.GraphPing;
import org.discogsography.graph.GraphProbe;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.graph.PartOfReconciler;
import org.discogsography.health.StoredRecordCount;
import org.discogsography.idempotent.Classifier;
import org.discogsography.idempotent.RepositoryJmxRegistration;
import org.discogsography.loads.LoadHealth;
import org.discogsography.loads.LoadMeters;
import org.discogsography.loads.LoadWorker;
import org.discogsography.outage.OutageSettings;
import org.discogsography.outage.ServerWatch;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
import org.neo4j.driver.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the beans that the graphinator's routes refer to. */
public final class GraphinatorConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(GraphinatorConfiguration.class);
    private static final String SERVICE = "graphinator";

    @Override
    public void configure(CamelContext context) throws Exception {
        new DeadLettersConfiguration().configure(context);
        new BacklogConfiguration().configure(context);
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        var neo4j = Neo4jSettings.of(settings);
        String database = settings.text(Setting.NEO4J_DATABASE);
        LOG.info("{}: stores records in {}, database {}", SERVICE, neo4j, database);
        Driver driver = neo4j.driver();
        Duration timeout = settings.duration(Setting.NEO4J_ANSWER_TIMEOUT);
        var runner = new CypherRunner(driver, database);
        new DriverMeters(driver).bindTo(registry.findSingleByType(MeterRegistry.class));
        registry.findSingleByType(QueueMeters.class).show(SERVICE);
        registry.bind("neo4j-settings", neo4j);
        registry.bind("neo4j-driver", Driver.class, driver, null, "close");
        registry.bind("neo4j", Component.class, new CypherComponent(driver));
        registry.bind("graph-runner", CypherRunner.class, runner, null, "close");
        var partOf = new PartOfReconciler(runner, settings.duration(Setting.GRAPHINATOR_RECONCILE_TIMEOUT));
        registry.bind("reconcile-part-of", new ReconcilePartOf(partOf, registry.findSingleByType(QueueProgress.class)));
        var probe = new GraphProbe(driver, database, runner, timeout);
        var backlog = registry.findSingleByType(Backlog.class);
        ServerWatch watch = new OutageSettings(settings)
                .watch(context, "Neo4j", GraphFailure::of, probe, new GraphPing(runner), () -> backlog.of(SERVICE));
        watch.showAddress(runner::address);
        watch.showPool(() -> DriverMeters.use(driver, settings.number(Setting.NEO4J_POOL_MAXIMUM)));
        registry.bind(
                SERVICE + "-stored",
                StoredRecordCount.class,
                new StoredRecordCount(
                                SERVICE,
                                watch,
                                new GraphCount(runner, settings.duration(Setting.METRICS_STORED_TIMEOUT))::now,
                                settings.duration(Setting.METRICS_STORED_INTERVAL))
                        .start(),
                null,
                "close");
        registry.bind(
                "settle-part-of",
                SettlePartOf.class,
                new SettlePartOf(partOf, watch).start(settings.duration(Setting.GRAPHINATOR_SETTLE_INTERVAL)),
                null,
                "close");
        registry.bind(
                "graphinator-bisector", new BatchBisector(context.createProducerTemplate(), GraphFailure::of, probe));
        // One thread for all types: they write edges to the same nodes, and a second thread would wait for the first
        // one's locks, or deadlock with it, more often than it would write.
        ExecutorService writer =
                context.getExecutorServiceManager().newSingleThreadExecutor(this, "graphinator-writer");
        var loads = new LoadWorker(
                SERVICE,
                GraphLoads.of(runner, settings, writer),
                ServiceQueues.of(context, SERVICE),
                () -> watch.state() == ServerWatch.State.UP && !context.isStopping(),
                watch.breaker(),
                registry.findSingleByType(Timeline.class),
                Clock.systemUTC());
        registry.bind(SERVICE + "-loads", LoadWorker.class, loads.start(), null, "close");
        registry.bind(SERVICE + "-announce-loads", new AnnounceLoads(loads));
        registry.bind(SERVICE + "-loads-health", new LoadHealth(loads));
        new LoadMeters(loads, Clock.systemUTC()).bindTo(registry.findSingleByType(MeterRegistry.class));
        for (DataType type : DataType.values()) {
            var repository = new GraphIdempotentRepository(type, runner, timeout);
            String name = SERVICE + "-" + type;
            registry.bind(name + "-repository", repository);
            // For copies of the route that classify only, and touch in a step of their own.
            registry.bind(name + "-classifier", new Classifier(repository));
            registry.bind(name + "-refresh", new RefreshRecords(repository));
            registry.bind(name + "-rows", new GraphRows(type));
            registry.bind(name + "-add", new AddRecords(type, new GraphAdditions(type, runner, timeout)));
            registry.bind(name + "-writer", ExecutorService.class, writer);
            context.addStartupListener(new RepositoryJmxRegistration(repository, name + "-repository"));
        }
    }
}
