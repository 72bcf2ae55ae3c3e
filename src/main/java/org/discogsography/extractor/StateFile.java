package org.discogsography.extractor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.extractor.ExtractionProgress.Content;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.outage.Reason;

/**
 * The file that stores an {@link ExtractionProgress}, as readable JSON.
 *
 * <p>Whenever the process or the machine stops, the file has either the latest or the previous content, complete: a
 * temporary file beside it is written, synced and renamed over it, and then the folder is synced.
 */
record StateFile(Path path, String version) {

    private static final int FORMAT = 1;
    private static final Pattern NAME = Pattern.compile("\\.discogsography-([0-9]{8})\\.json");
    private static final String READING = "reading";
    private static final String COMPLETE = "complete";
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The file exists and cannot be used. The message gives the reason and completes a sentence that begins with the path. */
    static final class UnusableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static StateFile of(Path folder, String version) {
        return new StateFile(folder.toAbsolutePath().resolve(".discogsography-" + version + ".json"), version);
    }

    /** The newest version in a folder of which something was published; empty if there is none. */
    static Optional<String> newestPublished(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> of(folder, name.group(1)))
                    .filter(StateFile::hasPublished)
                    .map(StateFile::version)
                    .max(Comparator.naturalOrder());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // no such folder yet
        }
    }

    private boolean hasPublished() {
        try {
            return read().stream()
                    .flatMap(progress -> progress.files().values().stream())
                    .anyMatch(file -> file.checkpoint().published() > 0);
        } catch (UnusableException e) {
            return false; // told when it is opened
        }
    }

    /**
     * The progress written last; empty if there is no file.
     *
     * @throws UnusableException if the file cannot be read, is damaged, or has a format unknown to this program
     */
    Optional<ExtractionProgress> read() throws UnusableException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(MAPPER.readTree(Files.readAllBytes(path))));
        } catch (JsonProcessingException e) {
            throw new UnusableException("is not complete JSON", e);
        } catch (IOException e) {
            throw new UnusableException("cannot be read (" + Reason.of(e) + ")", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnusableException("is damaged (" + e.getMessage() + ")", e);
        }
    }

    /** @throws IOException if it cannot be written; the previous content is then still there */
    void write(ExtractionProgress progress) throws IOException {
        Path folder = path.getParent();
        Path written = path.resolveSibling(path.getFileName() + ".tmp");
        ByteBuffer json =
                ByteBuffer.wrap(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(progress)));
        try (var file = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (json.hasRemaining()) {
                file.write(json);
            }
            file.force(true);
        }
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private static JsonNode json(ExtractionProgress progress) {
        var json = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("version", progress.version())
                .put("started_at", progress.startedAt().toString());
        progress.completedAt().ifPresent(time -> json.put("completed_at", time.toString()));
        var files = json.putArray("files");
        new TreeMap<>(progress.files()).forEach((name, file) -> files.addObject()
                .put("name", name)
                .put("size", file.identity().size())
                .put("last_modified", file.identity().modified().toString())
                .put("sha256", file.content().sha256())
                .put("revision", file.content().revision())
                .put("state", file.complete() ? COMPLETE : READING)
                .put("published", file.checkpoint().published())
                .put("rejected", file.checkpoint().rejected())
                .put("distinct_ids", file.distinctIds())
                .put("announced", file.announced()));
        return json;
    }

    private ExtractionProgress parse(JsonNode json) {
        long format = number(json, "format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + ", but only " + FORMAT + " is known");
        }
        if (!text(json, "version").equals(version)) {
            throw new IllegalArgumentException("the dump of " + text(json, "version"));
        }
        Optional<Instant> completedAt =
                json.has("completed_at") ? Optional.of(time(json, "completed_at")) : Optional.empty();
        if (!json.path("files").isArray()) {
            throw new IllegalArgumentException("no files");
        }
        Map<String, FileProgress> files = new TreeMap<>();
        json.path("files").forEach(file -> files.put(text(file, "name"), file(file)));
        return new ExtractionProgress(version, time(json, "started_at"), completedAt, files);
    }

    private static FileProgress file(JsonNode json) {
        String state = text(json, "state");
        if (!state.equals(READING) && !state.equals(COMPLETE)) {
            throw new IllegalArgumentException("state '" + state + "'");
        }
        boolean complete = state.equals(COMPLETE);
        var checkpoint = new Checkpoint(number(json, "published"), number(json, "rejected"));
        // Earlier releases did not write these.
        var content =
                new Content(json.path("sha256").asText(), json.has("revision") ? (int) number(json, "revision") : 1);
        long distinctIds =
                json.has("distinct_ids") ? number(json, "distinct_ids") : complete ? checkpoint.published() : 0;
        return new FileProgress(
                new FileIdentity(number(json, "size"), time(json, "last_modified")),
                content,
                checkpoint,
                complete,
                distinctIds,
                complete && json.path("announced").asBoolean());
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException("no " + field);
        }
        return json.path(field).textValue();
    }

    private static Instant time(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    private static long number(JsonNode json, String field) {
        JsonNode number = json.path(field);
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
            throw new IllegalArgumentException("no " + field);
        }
        return number.longValue();
    }
}
