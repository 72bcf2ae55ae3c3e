package org.discogsography.exporter;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.Topology;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.backlog.BacklogConfiguration;
import org.discogsography.broker.backlog.QueueMeters;
import org.discogsography.broker.consuming.BatchBisector;
import org.discogsography.broker.deadletters.DeadLettersConfiguration;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classifier;
import org.discogsography.idempotent.RepositoryJmxRegistration;
import org.discogsography.outage.OutageSettings;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the beans that the template {@code consume} and the user's routes of the exporter refer to. */
public final class ExporterConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ExporterConfiguration.class);
    private static final String SERVICE = Topology.EXPORTER;

    @Override
    public void configure(CamelContext context) throws Exception {
        new DeadLettersConfiguration().configure(context);
        new BacklogConfiguration().configure(context);
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        Path folder = Path.of(settings.text(Setting.EXPORTER_STATE_FOLDER));
        LOG.info("{}: stores records by the routes in the folder {}, its index is in {}", SERVICE, SERVICE, folder);
        registry.findSingleByType(QueueMeters.class).show(SERVICE);
        var probe = new RouteProbe(context.createProducerTemplate(), "direct:" + SERVICE + "-probe");
        var backlog = registry.findSingleByType(Backlog.class);
        new OutageSettings(settings).watch(context, "Store", StoreFailure::of, probe, probe, () -> backlog.of(SERVICE));
        registry.bind(
                SERVICE + "-bisector", new BatchBisector(context.createProducerTemplate(), StoreFailure::of, probe));
        registry.bind(SERVICE + "-lines", new RecordLines());
        registry.bind(SERVICE + "-files", new SyncedFiles());
        for (DataType type : DataType.values()) {
            String name = SERVICE + "-" + type;
            var index = RecordIndex.of(folder, type);
            registry.bind(name + "-repository", RecordIndex.class, index, null, "close");
            registry.bind(name + "-classifier", new Classifier(index));
            registry.bind(name + "-stored", new NoteStored(index));
            context.addStartupListener(new RepositoryJmxRegistration(index, name + "-repository"));
            // One thread a queue: none of its batches overtakes another.
            registry.bind(
                    name + "-writer",
                    ExecutorService.class,
                    context.getExecutorServiceManager().newSingleThreadExecutor(this, name + "-writer"));
        }
    }
}
