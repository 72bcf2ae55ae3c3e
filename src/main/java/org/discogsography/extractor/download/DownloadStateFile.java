package org.discogsography.extractor.download;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .discogsography-download.json} in the state folder. It is read for each change, so that the program and a command that
 * runs beside it know of each other's requests. Thread-safe.
 */
final class DownloadStateFile {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadStateFile.class);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path path;

    DownloadStateFile(Path stateFolder) {
        this.path = stateFolder.toAbsolutePath().resolve(".discogsography-download.json");
    }

    Path path() {
        return path;
    }

    /** The state; that of a program that has never asked if the file is missing or damaged. */
    synchronized DownloadState read() {
        try {
            return Files.exists(path) ? parse(MAPPER.readTree(Files.readAllBytes(path))) : DownloadState.NONE;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.warn("{} is damaged ({}): what was downloaded before is unknown", path, Reason.of(e));
            return DownloadState.NONE;
        }
    }

    /** @throws IOException if it cannot be written; the previous content is then still there */
    synchronized DownloadState update(UnaryOperator<DownloadState> change) throws IOException {
        DownloadState before = read();
        DownloadState after = change.apply(before);
        if (!after.equals(before)) {
            Files.createDirectories(path.getParent());
            SyncedFile.write(
                    path,
                    path.resolveSibling(path.getFileName() + ".tmp"),
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(after)));
        }
        return after;
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
