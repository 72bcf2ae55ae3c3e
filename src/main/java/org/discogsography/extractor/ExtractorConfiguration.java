package org.discogsography.extractor;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConfiguration;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.routes.RouteChanges;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/** Binds the beans that the extractor's routes refer to. */
public final class ExtractorConfiguration implements CamelConfiguration {

    private static final String ROUTE = "extractor";

    @Override
    public void configure(CamelContext context) {
        new BrokerConfiguration().configure(context);
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        int batchSize = settings.number(Setting.EXTRACTOR_BATCH_SIZE);
        boolean exit = settings.flag(Setting.EXTRACTOR_EXIT_WHEN_DONE);
        DumpFolder dump = dump(settings.text(Setting.DISCOGS_ROOT));
        // Opened last: a refused setting must not leave the state locked.
        var state = ExtractionState.open(
                folder(settings.text(Setting.EXTRACTOR_STATE_FOLDER)),
                dump.version(),
                settings.flag(Setting.EXTRACTOR_FORCE));
        registry.bind("extraction-state", ExtractionState.class, state, null, "close");
        var changes = registry.findSingleByType(RouteChanges.class);
        var extraction = new Extraction(
                dump,
                registry.findSingleByType(Topology.class).exchange(),
                batchSize,
                registry.findSingleByType(RecordOutcomes.class),
                state,
                () -> context.isStopping() || changes.areUnderWay(ROUTE),
                registry.findSingleByType(Timeline.class));
        registry.bind("extraction", extraction);
        new ExtractionMeters(extraction).bindTo(registry.findSingleByType(MeterRegistry.class));
        registry.bind("extraction-health", new ExtractionHealth(extraction));
        var end = registry.findSingleByType(ProgramEnd.class);
        registry.bind("extraction-done", (Processor) exchange -> {
            // The route was edited: its new version continues.
            if (changes.areUnderWay(ROUTE)) {
                return;
            }
            if (exit || (end.isOneService() && extraction.nothingWasReadable())) {
                end.with(exchange.getMessage().getBody(Integer.class));
            }
        });
    }

    private static Path folder(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new SettingException("extractor.state-folder is not a valid path: " + e.getMessage(), e);
        }
    }

    private static DumpFolder dump(String folder) {
        try {
            return DumpFolder.scan(Path.of(folder));
        } catch (DumpException | InvalidPathException e) {
            throw new SettingException("DISCOGS_ROOT (discogs.root): " + e.getMessage(), e);
        }
    }
}
