package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.DumpChoice.Wish;
import org.discogsography.extractor.DumpInspection.Inspected;
import org.discogsography.extractor.download.Download;
import org.discogsography.extractor.download.DownloadConfiguration;
import org.discogsography.extractor.download.Wanted;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/**
 * Downloads a dump without the service, by the same routes.
 *
 * @param settings whose Camel context is not started, and is used up
 * @param programVersion for the User-Agent
 * @param stopping whether to give up
 * @param timeline receives an event for each file
 */
public record DownloadOnce(Settings settings, String programVersion, BooleanSupplier stopping, Timeline timeline) {

    private static final String ON_SCHEDULE = "extractor-download";
    private static final List<String> ROUTES = List.of("common/failures.camel.yaml", "extractor/download.camel.yaml");

    /**
     * Downloads what the folder lacks.
     *
     * @param version empty: the newest
     * @param started receives the download before it begins
     * @return why it failed; empty if the dump is there, whole and verified
     */
    public Optional<String> run(Optional<String> version, Consumer<Download> started) throws Exception {
        Path stateFolder = Path.of(settings.text(Setting.EXTRACTOR_STATE_FOLDER));
        var inventory = new DumpInventory(new FileHashes(stateFolder, stopping), stateFolder);
        Wish wish = Wish.of(settings.text(Setting.EXTRACTOR_TYPES), "");
        try (CamelContext context = settings.context()) {
            Download download = new DownloadConfiguration(
                            settings,
                            stateFolder,
                            inventory,
                            stopping,
                            timeline,
                            InstantSource.system(),
                            programVersion)
                    .bindForCommand(context, new Wanted(wish.wanted(), version));
            started.accept(download);
            Optional<Instant> wait = download.commandWaitsUntil();
            if (wait.isPresent()) {
                Optional<String> known = version.isPresent() ? version : download.newestFound();
                return known.isPresent() && isHere(known.get())
                        ? Optional.empty()
                        : Optional.of("Discogs has been asked often enough in the last day, and is not asked before "
                                + wait.get().truncatedTo(ChronoUnit.SECONDS));
            }
            for (String file : ROUTES) {
                PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, place(file)));
            }
            var model = (ModelCamelContext) context;
            if (model.getRouteDefinition(ON_SCHEDULE) != null) {
                model.getRouteDefinition(ON_SCHEDULE).setAutoStartup("false");
            }
            context.start();
            context.createProducerTemplate().sendBody("direct:download", null);
            return stopping.getAsBoolean()
                    ? Optional.of("The download was stopped")
                    : Optional.ofNullable(download.progress().now().failure());
        }
    }

    /** The file, as the user has edited it. */
    private String place(String file) {
        String folder = settings.text(Setting.ROUTES_FOLDER);
        Path edited = Path.of(folder).resolve(file);
        return !folder.isEmpty() && Files.exists(edited) ? "file:" + edited : "classpath:routes/" + file;
    }

    /** Whether a version is there already, whole and verified: then nobody need be asked. */
    public boolean isHere(String version) throws IOException {
        Path folder = Path.of(settings.text(Setting.DISCOGS_ROOT));
        var inspection = DumpInspection.of(settings, stopping);
        try {
            for (DumpFolder dump : DumpFolder.versions(folder)) {
                if (dump.version().equals(version)) {
                    return inspection.inspect(dump).state() == Inspected.State.VERIFIED;
                }
            }
        } catch (DumpException e) {
            return false; // no folder, or nothing in it
        }
        return false;
    }
}
