package org.discogsography.extractor.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.discogsography.extractor.download.DownloadSettings.Mode;
import org.discogsography.servers.DumpHost;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/** The download's routes against a {@link DumpHost}, each run as after a new start of the program, at a time that the test sets. */
final class DownloadRig implements InstantSource, AutoCloseable {

    final DumpHost host = DumpHost.start();
    final Path folder;
    final Path stateFolder;
    final Map<String, String> published = new HashMap<>(); // SHA-256 by the file's name
    Instant now = Instant.parse("2026-11-05T08:00:00Z");
    Mode mode = Mode.ALWAYS;
    Wanted wanted = Wanted.newest();
    Duration interval = Duration.ofDays(1);
    Duration stall = Duration.ofSeconds(30);
    long reserve;
    boolean nothingWaits = true;
    Download last;

    DownloadRig(Path folder) {
        this.folder = folder.resolve("dumps");
        this.stateFolder = folder.resolve("state");
    }

    @Override
    public Instant instant() {
        return now;
    }

    private Download bind(CamelContext context, Timeline heard) {
        context.disableJMX();
        var properties = new Properties();
        properties.setProperty("discogs.url", host.url());
        properties.setProperty("discogs.request-interval", "0");
        properties.setProperty("discogs.timeout", String.valueOf(stall.toSeconds()));
        context.getPropertiesComponent().setInitialProperties(properties);
        return new DownloadConfiguration(
                        new Settings(context), stateFolder, new Published(), () -> false, heard, this, "1.0.0")
                .bind(context, new DownloadSettings(mode, wanted, folder, interval, stall, reserve));
    }

    /** One look, if it is due. Returns what the program tells about failures. */
    List<String> run() {
        try (var context = new DefaultCamelContext()) {
            Timeline heard = new Timeline();
            last = bind(context, heard);
            load(context);
            if (last.isDue()) {
                context.createProducerTemplate().sendBody("direct:download", null);
            }
            return heard.after(0).stream()
                    .filter(event -> event.kind() == Event.Kind.DOWNLOAD_FAILED)
                    .map(Event::text)
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The command, as often as it may ask. Returns whether it did. */
    boolean command() {
        try (var context = new DefaultCamelContext()) {
            if (bind(context, new Timeline()).commandWaitsUntil().isPresent()) {
                return false;
            }
            load(context);
            context.createProducerTemplate().sendBody("direct:download", null);
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void load(CamelContext context) throws Exception {
        for (String file : List.of("common/failures", "extractor/download")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "classpath:routes/" + file + ".camel.yaml"));
        }
        ((ModelCamelContext) context).getRouteDefinition("extractor-download").setAutoStartup("false");
        context.start();
    }

    /** A look, if it is due, that ends with the program as soon as it has begun. Returns whether it has begun. */
    boolean beginsAndIsKilled() {
        try (var context = new DefaultCamelContext()) {
            Download killed = bind(context, new Timeline());
            boolean due = killed.isDue();
            if (due) {
                killed.listings();
                killed.release();
            }
            return due;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two looks at what can be deleted. */
    void deleteOld(int keep) throws IOException {
        var old = new OldDumps(
                folder,
                keep,
                wanted.version(),
                new DownloadStateFile(stateFolder),
                new Published(),
                () -> nothingWaits);
        old.delete();
        old.delete();
    }

    void after(Duration time) {
        now = now.plus(time);
    }

    /** The names in the folder, without the hidden ones. */
    List<String> names() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasWhole(String version) {
        return HostedFile.all(version, wanted.types()).stream().allMatch(file -> {
            try {
                return Files.exists(folder.resolve(file.name()))
                        && Arrays.equals(Files.readAllBytes(folder.resolve(file.name())), host.file(file.name()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Published implements Inventory {

        @Override
        public Optional<String> sha256(Path file) throws IOException {
            return Optional.of(DownloadRig.sha256(Files.readAllBytes(file)));
        }

        @Override
        public Optional<String> newestPublished() {
            return published.keySet().stream()
                    .map(name -> name.substring(8, 16))
                    .max(String::compareTo);
        }

        @Override
        public Optional<String> published(String version, String file) {
            return Optional.ofNullable(published.get(file));
        }

        @Override
        public boolean isPublishedWholly(String version) {
            return published.keySet().stream()
                            .filter(name -> name.contains(version))
                            .count()
                    == 4;
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
