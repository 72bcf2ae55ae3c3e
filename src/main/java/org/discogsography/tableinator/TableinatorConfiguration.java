package org.discogsography.tableinator;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.backlog.BacklogConfiguration;
import org.discogsography.broker.backlog.QueueMeters;
import org.discogsography.broker.backlog.ServiceQueues;
import org.discogsography.broker.consuming.AnnounceLoads;
import org.discogsography.broker.consuming.BatchBisector;
import org.discogsography.broker.deadletters.DeadLettersConfiguration;
import org.discogsography.dump.DataType;
import org.discogsography.health.StoredRecordCount;
import org.discogsography.idempotent.Classifier;
import org.discogsography.idempotent.RepositoryJmxRegistration;
import org.discogsography.loads.LoadHealth;
import org.discogsography.loads.LoadMeters;
import org.discogsography.loads.LoadWorker;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.OutageSettings;
import org.discogsography.outage.ServerWatch;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.table.DiscoveryIndexes;
import org.discogsography.table.ReleaseCountings;
import org.discogsography.table.SearchEntries;
import org.discogsography.table.TableCount;
import org.discogsography.table.TableFailure;
import org.discogsography.table.TableFeed;
import org.discogsography.table.TableIdempotentRepository;
import org.discogsography.table.TableLoads;
import org.discogsography.table.TablePing;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableProbe;
import org.discogsography.table.TableServer;
import org.discogsography.table.TableSqlComponent;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the beans that the tableinator's routes refer to. */
public final class TableinatorConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(TableinatorConfiguration.class);
    private static final String SERVICE = "tableinator";

    /** Records whose entries are made in one transaction: some hundred milliseconds. */
    private static final int SEARCH_BATCH = 500;

    @Override
    public void configure(CamelContext context) throws Exception {
        new DeadLettersConfiguration().configure(context);
        new BacklogConfiguration().configure(context);
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        var server = TableServer.of(settings);
        LOG.info("{}: stores records in {}", SERVICE, server);
        var dataSource = TablePool.create(
                server,
                new TablePool.Settings(
                        settings.number(Setting.POSTGRES_POOL_MINIMUM),
                        settings.number(Setting.POSTGRES_POOL_MAXIMUM),
                        settings.duration(Setting.POSTGRES_POOL_CHECK),
                        settings.duration(Setting.POSTGRES_CONNECT_TIMEOUT),
                        settings.duration(Setting.POSTGRES_ANSWER_TIMEOUT)));
        dataSource.setMetricRegistry(registry.findSingleByType(MeterRegistry.class));
        registry.findSingleByType(QueueMeters.class).show(SERVICE);
        registry.bind("postgresql", DataSource.class, dataSource, null, "close");
        registry.bind("sql", Component.class, new TableSqlComponent(dataSource));
        var probe = new TableProbe(dataSource);
        var backlog = registry.findSingleByType(Backlog.class);
        var ping = TablePool.ping(server);
        registry.bind(SERVICE + "-ping", TablePing.class, ping, null, "close");
        ServerWatch watch = new OutageSettings(settings)
                .watch(context, "PostgreSQL", TableFailure::of, probe, ping, () -> backlog.of(SERVICE));
        watch.showPool(() -> TablePool.use(dataSource));
        watch.showAddress(server::hostInUse);
        registry.bind(
                SERVICE + "-stored",
                StoredRecordCount.class,
                new StoredRecordCount(
                                SERVICE,
                                watch,
                                new TableCount(dataSource)::now,
                                settings.duration(Setting.METRICS_STORED_INTERVAL))
                        .start(),
                null,
                "close");
        var queues = ServiceQueues.of(context, SERVICE);
        var loads = new LoadWorker(
                SERVICE,
                new TableLoads(dataSource),
                queues,
                () -> watch.state() == ServerWatch.State.UP && !context.isStopping(),
                watch.breaker(),
                registry.findSingleByType(Timeline.class),
                Clock.systemUTC());
        registry.bind(SERVICE + "-loads", LoadWorker.class, loads.start(), null, "close");
        var entryReader = new EntryReader();
        var loadsFirst = new LoadsFirst(loads::loads, queues::settled, queues::anyWait, System::nanoTime);
        var search = new SearchWorker(
                new DiscoveryIndexes(dataSource),
                new SearchEntries(dataSource, entryReader, entryReader),
                new ReleaseCountings(dataSource),
                SEARCH_BATCH,
                () -> watch.state() == ServerWatch.State.UP && !context.isStopping(),
                loadsFirst);
        registry.bind(SERVICE + "-search", SearchWorker.class, search.start(), null, "close");
        registry.bind(SERVICE + "-search-health", new SearchHealth(search, loadsFirst, Clock.systemUTC()));
        Metric.SEARCH_WAITING.gauge(
                registry.findSingleByType(MeterRegistry.class),
                search,
                worker -> worker.waiting() < 0 ? Double.NaN : worker.waiting());
        bindChangeFeed(registry, settings, new TableFeed(dataSource), watch);
        registry.bind(SERVICE + "-announce-loads", new AnnounceLoads(loads));
        new LoadMeters(loads, Clock.systemUTC()).bindTo(registry.findSingleByType(MeterRegistry.class));
        registry.bind(SERVICE + "-loads-health", new LoadHealth(loads));
        registry.bind(
                "tableinator-bisector", new BatchBisector(context.createProducerTemplate(), TableFailure::of, probe));
        var rows = new TableRows();
        for (DataType type : DataType.values()) {
            var repository = new TableIdempotentRepository(dataSource, type);
            String name = SERVICE + "-" + type;
            registry.bind(name + "-repository", repository);
            registry.bind(name + "-classifier", new Classifier(repository));
            registry.bind(name + "-rows", rows);
            context.addStartupListener(new RepositoryJmxRegistration(repository, name + "-repository"));
            // One thread a queue: a batch is written while the next is being read, and none overtakes another.
            registry.bind(
                    name + "-writer",
                    ExecutorService.class,
                    context.getExecutorServiceManager().newSingleThreadExecutor(this, name + "-writer"));
        }
    }

    private static void bindChangeFeed(Registry registry, Settings settings, TableFeed changes, ServerWatch store) {
        var broker = registry.lookupByNameAndType("rabbitmq-watch", ServerWatch.class);
        var connections = registry.findSingleByType(BrokerConnections.class);
        var publisher = connections.closeFirst(ConfirmedPublisher.ofFeed(
                connections, PublishChanges.EXCHANGE, "changes", settings.duration(Setting.AMQP_CONFIRM_TIMEOUT)));
        var feed = new PublishChanges(
                changes,
                publisher,
                () -> store.state() == ServerWatch.State.UP,
                () -> broker.state() == ServerWatch.State.UP,
                Clock.systemUTC());
        registry.bind("publish-changes", feed);
        if (settings.flag(Setting.TABLEINATOR_CHANGE_FEED)) {
            registry.bind(SERVICE + "-change-feed-health", new ChangeFeedHealth(feed));
        }
    }
}
