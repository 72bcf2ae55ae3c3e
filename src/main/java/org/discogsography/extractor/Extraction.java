package org.discogsography.extractor;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.RejectedRecord;
import org.discogsography.extractor.ExtractionRecord.FileRecord;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One dump on its way to the broker: the steps of the extractor's routes, and what anybody may ask about their progress.
 * Its files are read one after the other, by one thread; the questions may come from any. What an earlier run of the
 * program has published is left out.
 */
public final class Extraction {

    private static final Logger LOG = LoggerFactory.getLogger(Extraction.class);
    private static final String SERVICE = "extractor";

    private final DumpFolder dump;
    private final MessageWriter writer;
    private final int batchSize;
    private final RecordOutcomes records;
    private final ExtractionState saved;
    private final BooleanSupplier stopping;
    private final List<FileExtraction> files;
    private final Timeline timeline;
    private volatile boolean ended;
    private volatile boolean brokenOff;

    private boolean alreadyPublished;
    private FileExtraction current;
    private DumpBatches batches;

    /**
     * @param batchSize messages that are published before the broker has to have confirmed them
     * @param saved what earlier runs have done of this dump
     * @param stopping whether the program is about to end, or the route that this runs in: a batch that was begun is then the last
     * @param timeline is told of files that are published, or cannot be
     */
    Extraction(
            DumpFolder dump,
            String exchange,
            int batchSize,
            RecordOutcomes records,
            ExtractionState saved,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.dump = dump;
        this.writer = new MessageWriter(exchange, dump.version());
        this.batchSize = batchSize;
        this.records = records;
        this.saved = saved;
        this.stopping = stopping;
        this.timeline = timeline;
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

    /** Whether it came to an unforeseen end. */
    public boolean isBrokenOff() {
        return brokenOff;
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

    /** First step: the files; none of a dump that has been published before. */
    public List<FileExtraction> begin() {
        Optional<Instant> completedAt = saved.completedAt(dump.files());
        if (completedAt.isPresent()) {
            LOG.info(
                    "the dump of {} in {} was published completely at {} and is left alone; extractor.force=true"
                            + " (EXTRACTOR_FORCE) publishes it anew",
                    version(),
                    dump.path(),
                    completedAt.get());
            for (FileExtraction file : files) {
                file.resume(saved.position(file.file()));
                file.complete();
            }
            alreadyPublished = true;
            return List.of();
        }
        LOG.info("extracting the dump of {} from {}: {} files", version(), dump.path(), files.size());
        if (!dump.missing().isEmpty()) {
            LOG.warn("the dump of {} has no file of {}", version(), dump.missing());
        }
        if (!dump.olderVersions().isEmpty()) {
            LOG.info("older dumps in the folder are left aside: {}", String.join(", ", dump.olderVersions()));
        }
        return files;
    }

    /** A file's first step: its records, in batches of messages; those alone that no earlier run has published. */
    public Iterator<RecordBatch> open(FileExtraction file) {
        current = file;
        batches = null;
        try {
            if (!stopping.getAsBoolean() && !restore(file)) {
                Position start = file.position();
                batches = new DumpBatches(
                        DumpReader.open(file.file(), this::rejected, start.records()),
                        writer,
                        batchSize,
                        start,
                        stopping);
                file.reading(batches);
                return batches;
            }
        } catch (DumpException e) {
            failed(e.getMessage());
        } catch (RuntimeException e) {
            failed(file.file().name() + " cannot be read: " + e);
        }
        return List.<RecordBatch>of().iterator();
    }

    /** Takes over what earlier runs have done of a file. Whether that is all of it. */
    private boolean restore(FileExtraction file) throws DumpException {
        FileRecord earlier = saved.begin(file.file());
        file.resume(earlier.position());
        if (earlier.complete()) {
            file.complete();
            LOG.info(
                    "{}: {} records were published before, it is left alone",
                    file.file().name(),
                    file.published());
        } else if (earlier.position().records() > 0) {
            LOG.info(
                    "{}: resumed at record {}, {} were published before",
                    file.file().name(),
                    earlier.position().records() + 1,
                    file.published());
        }
        return earlier.complete();
    }

    private void rejected(RejectedRecord record) {
        LOG.error("{}: left out", record);
        current.reject();
        records.count(source(), RecordOutcomes.Outcome.REJECTED, 1);
    }

    /** A batch's last step: the broker has confirmed it. */
    public void confirmed(RecordBatch batch) {
        current.published(batch.size());
        records.count(source(), RecordOutcomes.Outcome.PUBLISHED, batch.size());
        saved.confirmed(current.file(), batch.end());
    }

    /** A file's last step but one: what is to be said about it, nothing where it was not read to its end. */
    public List<OutboundMessage> close() {
        if (batches == null) {
            return List.of();
        }
        batches.close();
        if (batches.isCutShort()) {
            current.stopped();
            saved.pause();
            return List.of();
        }
        if (batches.failure() != null) {
            failed(batches.failure());
            saved.pause();
            return List.of();
        }
        return List.of(writer.fileComplete(current.file(), current.published()));
    }

    private void failed(String reason) {
        current.failed(reason);
        LOG.error("{} (published before that: {}; its end is not announced)", reason, current.published());
        timeline.add(Event.Kind.FILE_FAILED, current.file().name(), reason);
    }

    /** A file's last step: that it is complete has been confirmed. */
    public void closed() {
        if (current.state() == FileExtraction.State.READING) {
            current.complete();
            saved.fileComplete(current.file(), current.position());
            timeline.tell(
                    LOG,
                    Level.INFO,
                    Event.Kind.FILE_COMPLETE,
                    current.file().name(),
                    current.published() + " records published");
        }
    }

    /** Last step but one: what each type's queues are told, nothing where a file was not read to its end. */
    public List<OutboundMessage> complete() {
        if (alreadyPublished || isStopped()) {
            return List.of();
        }
        if (files.stream().anyMatch(file -> file.state() != FileExtraction.State.COMPLETE)) {
            LOG.error("the dump of {} is not complete: its end is not announced", version());
            return List.of();
        }
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        files.forEach(file -> counts.put(file.file().type(), file.published()));
        return Arrays.stream(DataType.values())
                .map(type -> writer.extractionComplete(type, saved.startedAt(), counts))
                .toList();
    }

    /** Last step: what {@link #complete} returned has been confirmed. The body becomes the exit code. */
    public void end(Exchange exchange) {
        if (isStopped()) {
            LOG.info("stopped extracting the dump of {}: the next start goes on from here", version());
            exchange.getMessage().setBody(1);
            return;
        }
        ended = true;
        if (!alreadyPublished) {
            if (files.stream().allMatch(file -> file.state() == FileExtraction.State.COMPLETE)) {
                saved.complete();
            }
            LOG.info("extracted the dump of {}: {} records published", version(), published());
            timeline.add(
                    Event.Kind.EXTRACTION_COMPLETE, "the dump of " + version(), published() + " records published");
        }
        exchange.getMessage().setBody(succeeded() ? 0 : 1);
    }

    /** What is said of a dump whose steps did not come to their end. */
    public void brokenOff(Exchange exchange) {
        if (stopping.getAsBoolean()) {
            LOG.info("stopped extracting the dump of {}: the next start goes on from here", version());
        } else {
            brokenOff = true;
            LOG.error(
                    "the extraction of the dump of {} broke off",
                    version(),
                    exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    /** Whether the program's end has kept a file from being read to its end. */
    private boolean isStopped() {
        return files.stream().anyMatch(file -> file.state() == FileExtraction.State.WAITING);
    }

    private long published() {
        return files.stream().mapToLong(FileExtraction::published).sum();
    }

    private ConsumerQueue source() {
        return new ConsumerQueue(SERVICE, current.file().type());
    }
}
