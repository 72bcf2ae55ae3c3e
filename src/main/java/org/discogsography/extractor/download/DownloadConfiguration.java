package org.discogsography.extractor.download;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/**
 * Binds the beans that the download's routes refer to.
 *
 * @param settings also of what else runs here
 * @param stateFolder of the extractor
 * @param inventory of what is there
 * @param stopping whether the program or the route is stopping
 * @param programVersion for the User-Agent
 */
public record DownloadConfiguration(
        Settings settings,
        Path stateFolder,
        Inventory inventory,
        BooleanSupplier stopping,
        Timeline timeline,
        InstantSource clock,
        String programVersion) {

    /**
     * Binds them, for the service.
     *
     * @param nothingWaits whether the queues are known to be empty
     */
    public Download bind(CamelContext context, Wanted wanted, BooleanSupplier nothingWaits) {
        // One for all of them: its updates exclude each other.
        var state = new DownloadStateFile(stateFolder);
        Download download = bind(context, DownloadSettings.of(settings, wanted), state);
        Registry registry = context.getRegistry();
        if (download.isOn()) {
            registry.bind("download-health", new DownloadHealth(download));
        }
        registry.bind(
                "old-dumps",
                new OldDumps(
                        Path.of(settings.text(Setting.DISCOGS_ROOT)),
                        settings.number(Setting.EXTRACTOR_KEEP_DUMPS),
                        wanted.version(),
                        state,
                        inventory,
                        nothingWaits));
        new DownloadMeters(download).bindTo(registry.findSingleByType(MeterRegistry.class));
        return download;
    }

    /** Binds them, for a command. */
    public Download bindForCommand(CamelContext context, Wanted wanted) {
        return bind(context, DownloadSettings.byCommand(settings, wanted));
    }

    Download bind(CamelContext context, DownloadSettings how) {
        return bind(context, how, new DownloadStateFile(stateFolder));
    }

    private Download bind(CamelContext context, DownloadSettings how, DownloadStateFile state) {
        var courtesy = new Courtesy(state, settings.duration(Setting.DISCOGS_REQUEST_INTERVAL), clock, stopping);
        var download = new Download(how, state, inventory, clock, stopping, timeline);
        Registry registry = context.getRegistry();
        registry.bind("download", download);
        registry.bind("discogs-courtesy", courtesy);
        registry.bind("discogs-client", new DiscogsClient(programVersion));
        return download;
    }
}
