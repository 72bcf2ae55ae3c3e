package org.discogsography.extractor;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.broker.MessageWriter;
import org.discogsography.broker.Outgoing;
import org.discogsography.broker.Records;
import org.discogsography.broker.Source;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.RejectedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dump on its way to the broker: the steps of the extractor's routes, and what anybody may ask about their progress.
 * Its files are read one after the other, by one thread; the questions may come from any.
 */
public final class Extraction {

    private static final Logger LOG = LoggerFactory.getLogger(Extraction.class);
    private static final String SERVICE = "extractor";

    private final DumpFolder dump;
    private final MessageWriter writer;
    private final int batchSize;
    private final Records records;
    private final List<FileExtraction> files;
    private volatile Instant startedAt;
    private volatile boolean ended;

    private FileExtraction current;
    private DumpBatches batches;

    Extraction(DumpFolder dump, String exchange, int batchSize, Records records) {
        this.dump = dump;
        this.writer = new MessageWriter(exchange, dump.version());
        this.batchSize = batchSize;
        this.records = records;
        this.files = dump.files().stream().map(FileExtraction::new).toList();
    }

    /** The dump's date, {@code 20260801}. */
    public String version() {
        return dump.version();
    }

    /** Its files, in the order in which they are read. */
    public List<FileExtraction> files() {
        return files;
    }

    /** Whether everything that could be published has been. */
    public boolean ended() {
        return ended;
    }

    /** Whether every file was read to its end and every record in it was published. */
    public boolean succeeded() {
        return ended
                && files.stream()
                        .allMatch(file -> file.state() == FileExtraction.State.COMPLETE && file.rejected() == 0);
    }

    /** Whether it has ended without a single record or a single file read to its end. */
    boolean nothingWasReadable() {
        return ended
                && files.stream()
                        .allMatch(file -> file.state() == FileExtraction.State.FAILED && file.published() == 0);
    }

    /** First step: the files. */
    public List<FileExtraction> begin() {
        startedAt = Instant.now();
        LOG.info("extracting the dump of {} from {}: {} files", version(), dump.path(), files.size());
        if (!dump.missing().isEmpty()) {
            LOG.warn("the dump of {} has no file of {}", version(), dump.missing());
        }
        if (!dump.olderVersions().isEmpty()) {
            LOG.info("older dumps in the folder are left aside: {}", String.join(", ", dump.olderVersions()));
        }
        return files;
    }

    /** A file's first step: its records, in batches of messages. */
    public Iterator<List<Outgoing>> open(FileExtraction file) {
        current = file;
        try {
            batches = new DumpBatches(DumpReader.open(file.file(), this::rejected), writer, batchSize);
            file.reading(batches);
            return batches;
        } catch (DumpException e) {
            batches = null;
            failed(e.getMessage());
            return List.<List<Outgoing>>of().iterator();
        } catch (RuntimeException e) {
            batches = null;
            failed(file.file().name() + " cannot be read: " + e);
            return List.<List<Outgoing>>of().iterator();
        }
    }

    private void rejected(RejectedRecord record) {
        LOG.error("{}: left out", record);
        current.reject();
        records.count(source(), Records.Outcome.REJECTED, 1);
    }

    /** A batch's last step: the broker has confirmed it. */
    public void confirmed(List<Outgoing> batch) {
        current.published(batch.size());
        records.count(source(), Records.Outcome.PUBLISHED, batch.size());
    }

    /** A file's last step but one: what is to be said about it, nothing where it was not read to its end. */
    public List<Outgoing> close() {
        if (batches == null) {
            return List.of();
        }
        batches.close();
        if (batches.failure() != null) {
            failed(batches.failure());
            return List.of();
        }
        return List.of(writer.fileComplete(current.file(), current.published()));
    }

    private void failed(String reason) {
        current.failed(reason);
        LOG.error("{} (published before that: {}; its end is not announced)", reason, current.published());
    }

    /** A file's last step: that it is complete has been confirmed. */
    public void closed() {
        if (current.state() != FileExtraction.State.FAILED) {
            current.complete();
            LOG.info("{}: {} records published", current.file().name(), current.published());
        }
    }

    /** Last step but one: what each type's queues are told, nothing where a file was not read to its end. */
    public List<Outgoing> complete() {
        if (files.stream().anyMatch(file -> file.state() != FileExtraction.State.COMPLETE)) {
            LOG.error("the dump of {} is not complete: its end is not announced", version());
            return List.of();
        }
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        files.forEach(file -> counts.put(file.file().type(), file.published()));
        return Arrays.stream(DataType.values())
                .map(type -> writer.extractionComplete(type, startedAt, counts))
                .toList();
    }

    /** Last step. */
    public void end(Exchange exchange) {
        ended = true;
        LOG.info(
                "extracted the dump of {}: {} records published",
                version(),
                files.stream().mapToLong(FileExtraction::published).sum());
        exchange.getMessage().setBody(succeeded() ? 0 : 1);
    }

    private Source source() {
        return new Source(SERVICE, current.file().type());
    }
}
