package org.discogsography.extractor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.discogsography.extractor.ExtractionRecord.FileRecord;

/**
 * The file that an {@link ExtractionRecord} is kept in: JSON for people to read as well.
 *
 * <p>Whenever the process is killed, or the machine, the file holds what was written last, or what was written before
 * that, whole: a temporary file is written beside it, synced, renamed over it, and the rename is synced with the folder.
 */
record StateFile(Path path, String version) {

    private static final int FORMAT = 1;
    private static final String READING = "reading";
    private static final String COMPLETE = "complete";
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A file that is there and cannot be used. The message tells why, as the end of a sentence about it. */
    static final class UnusableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static StateFile of(Path folder, String version) {
        return new StateFile(folder.toAbsolutePath().resolve(".discogsography-" + version + ".json"), version);
    }

    /**
     * What was written last; empty where nothing was.
     *
     * @throws UnusableException where it cannot be read, is not what was written, or is of a format this program
     *     does not know
     */
    Optional<ExtractionRecord> read() throws UnusableException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(MAPPER.readTree(Files.readAllBytes(path))));
        } catch (JsonProcessingException e) {
            throw new UnusableException("is no whole JSON", e);
        } catch (IOException e) {
            throw new UnusableException("cannot be read (" + e + ")", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnusableException("is not as it was written (" + e.getMessage() + ")", e);
        }
    }

    /** @throws IOException where it cannot be written; what was written before is still there then */
    void write(ExtractionRecord record) throws IOException {
        Path folder = path.getParent();
        Path written = path.resolveSibling(path.getFileName() + ".tmp");
        ByteBuffer json =
                ByteBuffer.wrap(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(record)));
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

    private static JsonNode json(ExtractionRecord record) {
        var json = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("version", record.version())
                .put("started_at", record.startedAt().toString());
        record.completedAt().ifPresent(time -> json.put("completed_at", time.toString()));
        var files = json.putArray("files");
        new TreeMap<>(record.files()).forEach((name, file) -> files.addObject()
                .put("name", name)
                .put("size", file.identity().size())
                .put("last_modified", file.identity().modified().toString())
                .put("state", file.complete() ? COMPLETE : READING)
                .put("published", file.position().published())
                .put("rejected", file.position().rejected()));
        return json;
    }

    private ExtractionRecord parse(JsonNode json) {
        long format = number(json, "format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + ", where only " + FORMAT + " is known");
        }
        if (!text(json, "version").equals(version)) {
            throw new IllegalArgumentException("the dump of " + text(json, "version"));
        }
        Optional<Instant> completedAt =
                json.has("completed_at") ? Optional.of(time(json, "completed_at")) : Optional.empty();
        if (!json.path("files").isArray()) {
            throw new IllegalArgumentException("no files");
        }
        Map<String, FileRecord> files = new TreeMap<>();
        json.path("files").forEach(file -> files.put(text(file, "name"), file(file)));
        return new ExtractionRecord(version, time(json, "started_at"), completedAt, files);
    }

    private static FileRecord file(JsonNode json) {
        String state = text(json, "state");
        if (!state.equals(READING) && !state.equals(COMPLETE)) {
            throw new IllegalArgumentException("state '" + state + "'");
        }
        return new FileRecord(
                new FileIdentity(number(json, "size"), time(json, "last_modified")),
                new Position(number(json, "published"), number(json, "rejected")),
                state.equals(COMPLETE));
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
