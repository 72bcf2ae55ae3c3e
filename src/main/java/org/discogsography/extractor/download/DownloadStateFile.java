package org.discogsography.extractor.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .discogsography-download.json} in the state folder. It is read for each change, and changed by one process at a time, so
 * that the program and a command that runs beside it know of each other's requests. Thread-safe.
 */
final class DownloadStateFile {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadStateFile.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String LOCK = ".discogsography-download-state.lock";

    /** For the lock of the file, which a change takes for some milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private String reported = ""; // what the log has said last of a file that is of no use; guarded by this

    /** The file is there, and cannot be read: it may say that Discogs has asked for silence. */
    static final class UnreadableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnreadableException(IOException cause) {
            super(Reason.of(cause), cause);
        }
    }

    /** What a change makes of the state. */
    interface Change {

        /**
         * The state after the change.
         *
         * @throws IOException to change nothing
         */
        DownloadState of(DownloadState before) throws IOException;
    }

    DownloadStateFile(Path stateFolder) {
        this.path = stateFolder.toAbsolutePath().resolve(".discogsography-download.json");
    }

    Path path() {
        return path;
    }

    /** Whether it is in this folder, which exists. */
    boolean isIn(Path folder) {
        try {
            return Files.isSameFile(path.getParent(), folder);
        } catch (IOException e) {
            return false; // its own does not exist yet
        }
    }

    /**
     * Lets this process alone download, of all that share this state; empty if another one does.
     *
     * @throws IOException if nothing can be written to the folder
     */
    Optional<DownloadLock> lock() throws IOException {
        Files.createDirectories(path.getParent());
        return DownloadLock.of(path.resolveSibling(TargetFolder.LOCK));
    }

    /** The state; that of a program that has never asked if the file is missing, damaged or cannot be read. */
    synchronized DownloadState read() {
        try {
            return load();
        } catch (UnreadableException e) {
            report("cannot be read (" + Reason.of(e) + ")");
            return DownloadState.NONE;
        }
    }

    /** The same; damaged, it is of no use to anybody, and the next change replaces it. */
    private DownloadState load() throws UnreadableException {
        try {
            DownloadState state = parse(MAPPER.readTree(Files.readAllBytes(path)));
            reported = "";
            return state;
        } catch (NoSuchFileException e) {
            return DownloadState.NONE;
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            report("is damaged (" + Reason.of(e) + ")");
            return DownloadState.NONE;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    /** Once, though it is looked at every few seconds. */
    private void report(String fault) {
        if (!fault.equals(reported)) {
            reported = fault;
            LOG.warn("{} {}: what was downloaded before is unknown", path, fault);
        }
    }

    /**
     * Changes the state.
     *
     * @throws UnreadableException if it cannot be read
     * @throws IOException if it cannot be written; the previous content is then still there
     */
    synchronized DownloadState update(Change change) throws IOException {
        Files.createDirectories(path.getParent());
        try (DownloadLock alone = DownloadLock.await(path.resolveSibling(LOCK), PATIENCE)) {
            DownloadState before = load();
            DownloadState after = change.of(before);
            if (!after.equals(before)) {
                SyncedFile.write(
                        path,
                        path.resolveSibling(path.getFileName() + ".tmp"),
                        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(after)));
            }
            return after;
        }
    }

    private static JsonNode json(DownloadState state) {
        Asking asking = state.asking();
        var json = MAPPER.createObjectNode().put("failures", asking.failures()).put("begun", asking.begun());
        asking.asked().ifPresent(time -> json.put("asked", time.toString()));
        asking.notBefore().ifPresent(time -> json.put("not_before", time.toString()));
        asking.nextLook().ifPresent(time -> json.put("next_look", time.toString()));
        asking.newest().ifPresent(version -> json.put("newest", version));
        var commanded = json.putArray("commanded");
        asking.commanded().forEach(time -> commanded.add(time.toString()));
        state.loaded().ifPresent(version -> json.put("loaded", version));
        var files = json.putObject("files");
        new TreeMap<>(state.files()).forEach((name, file) -> files.putObject(name)
                .put("path", file.path())
                .put("size", file.size())
                .put("modified", file.modified()));
        return json;
    }

    private static DownloadState parse(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("no object");
        }
        Map<String, Downloaded> files = new TreeMap<>();
        json.path("files")
                .properties()
                .forEach(file -> files.put(
                        file.getKey(),
                        new Downloaded(
                                file.getValue().path("path").asText(),
                                file.getValue().path("size").asLong(),
                                file.getValue().path("modified").asLong())));
        return new DownloadState(asking(json), files, text(json, "loaded"));
    }

    private static Asking asking(JsonNode json) {
        List<Instant> commanded = new ArrayList<>();
        json.path("commanded").forEach(time -> commanded.add(Instant.parse(time.asText())));
        return new Asking(
                text(json, "asked").map(Instant::parse),
                text(json, "not_before").map(Instant::parse),
                text(json, "next_look").map(Instant::parse),
                json.path("failures").asInt(),
                json.path("begun").asInt(),
                text(json, "newest"),
                commanded);
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.has(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
    }
}
