package org.discogsography.extractor;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishMessages;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RefusedMessage;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.RejectedRecord;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Publishes one dump: the steps of the extractor's routes, and their progress. One thread reads the files, one after the
 * other; any thread may ask for the progress. Records that an earlier run of the program has published are skipped.
 */
public final class Extraction {

    private static final Logger LOG = LoggerFactory.getLogger(Extraction.class);
    private static final String SERVICE = "extractor";
    private static final int LONGEST_ID = 50; // in log lines

    private final DumpFolder dump;
    private final MessageWriter writer;
    private final BatchSize batchSize;
    private final RecordOutcomes records;
    private final StateSource states;
    private final BooleanSupplier stopping;
    private final List<FileExtraction> files;
    private final Timeline timeline;
    private volatile boolean ended;
    private volatile boolean brokenOff;

    private ExtractionState saved; // since the first step
    private boolean alreadyPublished;
    private FileExtraction current;
    private DumpBatches batches;
    private long refusedInFile; // by the broker, in this run

    /**
     * @param batchSize what is published before waiting for the broker's confirms
     * @param states the progress of earlier runs
     * @param stopping whether the program or the route is stopping: the current batch is then the last
     * @param timeline receives an event for each file that is published or has failed
     */
    Extraction(
            DumpFolder dump,
            String exchange,
            BatchSize batchSize,
            RecordOutcomes records,
            StateSource states,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.dump = dump;
        this.writer = new MessageWriter(exchange, dump.version());
        this.batchSize = batchSize;
        this.records = records;
        this.states = states;
        this.stopping = stopping;
        this.timeline = timeline;
        this.files = dump.files().stream().map(FileExtraction::new).toList();
    }

    /** The dump's date, {@code 20260801}. */
    public String version() {
        return dump.version();
    }

    /** The files, in the order in which they are read. */
    public List<FileExtraction> files() {
        return files;
    }

    /** Another number than before if it has gone on meanwhile. */
    long progress() {
        return files.stream()
                .mapToLong(file -> Objects.hash(
                        file.published(), file.rejected(), file.progress().bytesRead(), file.state()))
                .sum();
    }

    /** Whether everything that can be published has been published. */
    public boolean ended() {
        return ended;
    }

    /** Whether an unexpected failure ended it. */
    public boolean isBrokenOff() {
        return brokenOff;
    }

    /** Whether every file was read to its end and every record was published. */
    public boolean succeeded() {
        return ended
                && files.stream()
                        .allMatch(file -> file.state() == FileExtraction.State.COMPLETE && file.rejected() == 0);
    }

    /** Whether it has ended without publishing a record and without reading a file to its end. */
    boolean nothingWasReadable() {
        return ended
                && files.stream()
                        .allMatch(file -> file.state() == FileExtraction.State.FAILED && file.published() == 0);
    }

    /** Where the progress of earlier runs comes from. */
    interface StateSource {

        /**
         * Waits until no other extractor is at work.
         *
         * @throws InterruptedException if this one stops before that
         */
        ExtractionState await(BooleanSupplier stopping) throws InterruptedException;
    }

    /**
     * First step: returns the files, or none if the dump has been published before.
     *
     * @throws InterruptedException if this extractor stops while another one is at work
     */
    public List<FileExtraction> begin() throws InterruptedException {
        saved = states.await(stopping);
        Optional<Instant> completedAt = saved.completedAt(dump.files());
        if (completedAt.isPresent()) {
            LOG.info(
                    "the dump of {} in {} was published completely at {}: nothing to do. extractor.force=true"
                            + " (EXTRACTOR_FORCE) publishes it again",
                    version(),
                    dump.path(),
                    completedAt.get());
            for (FileExtraction file : files) {
                file.resume(saved.checkpoint(file.file()));
                file.complete();
            }
            alreadyPublished = true;
            return List.of();
        }
        LOG.info("extracting the dump of {} from {}: {} files", version(), dump.path(), files.size());
        if (!dump.missing().isEmpty()) {
            LOG.warn("the dump of {} has no file for {}", version(), dump.missing());
        }
        if (!dump.olderVersions().isEmpty()) {
            LOG.info("older dumps in the folder are ignored: {}", String.join(", ", dump.olderVersions()));
        }
        return files;
    }

    /** A file's first step: returns the records that no earlier run has published, as batches of messages. */
    public Iterator<RecordBatch> open(FileExtraction file) {
        current = file;
        batches = null;
        refusedInFile = 0;
        try {
            if (!stopping.getAsBoolean() && !restore(file)) {
                Checkpoint start = file.checkpoint();
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

    /** Restores the progress of earlier runs. Returns whether the file is complete. */
    private boolean restore(FileExtraction file) throws DumpException {
        FileProgress earlier = saved.begin(file.file());
        file.resume(earlier.checkpoint());
        if (earlier.complete()) {
            file.complete();
            LOG.info(
                    "{}: all {} records were published before, the file is skipped",
                    file.file().name(),
                    file.published());
        } else if (earlier.checkpoint().records() > 0) {
            LOG.info(
                    "{}: resumed at record {}, {} were published before",
                    file.file().name(),
                    earlier.checkpoint().records() + 1,
                    file.published());
        }
        return earlier.complete();
    }

    private void rejected(RejectedRecord record) {
        LOG.error("{}; it is skipped", record);
        current.reject();
        records.count(source(), RecordOutcomes.Outcome.REJECTED, 1);
    }

    /**
     * A batch's last step, after the broker has confirmed it.
     *
     * @param refused records that the broker refuses for themselves, and has not
     */
    public void confirmed(RecordBatch batch, @ExchangeProperty(PublishMessages.REFUSED) List<RefusedMessage> refused) {
        refused.forEach(this::refused);
        int published = batch.size() - refused.size();
        current.published(published);
        records.count(source(), RecordOutcomes.Outcome.PUBLISHED, published);
        refusedInFile += refused.size();
        saved.confirmed(current.file(), batch.end().withRefused(refusedInFile));
    }

    private void refused(RefusedMessage refused) {
        LOG.error(
                "{}: the record with the id {} was rejected because RabbitMQ refuses it: {}",
                current.file().name(),
                shortened(refused.message().headers().get("id")),
                refused.reason());
        current.reject();
        records.count(source(), RecordOutcomes.Outcome.REJECTED, 1);
    }

    private static String shortened(Object id) {
        String text = String.valueOf(id);
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "…";
    }

    /** A file's last step but one: returns its {@code file_complete}; nothing if it was not read to its end. */
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
        LOG.error("{} (published before that: {}; file_complete is not sent)", reason, current.published());
        timeline.add(Event.Kind.FILE_FAILED, current.file().name(), reason);
    }

    /** A file's last step, after the broker has confirmed its {@code file_complete}. */
    public void closed() {
        if (current.state() == FileExtraction.State.READING) {
            current.complete();
            saved.fileComplete(current.file(), current.checkpoint());
            timeline.report(
                    LOG,
                    Level.INFO,
                    Event.Kind.FILE_COMPLETE,
                    current.file().name(),
                    current.published() + " records published");
        }
    }

    /** Last step but one: returns {@code extraction_complete} for each type; nothing if a file was not read to its end. */
    public List<OutboundMessage> complete() {
        if (alreadyPublished || isStopped()) {
            return List.of();
        }
        if (files.stream().anyMatch(file -> file.state() != FileExtraction.State.COMPLETE)) {
            LOG.error("the dump of {} is incomplete: extraction_complete is not sent", version());
            return List.of();
        }
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        files.forEach(file -> counts.put(file.file().type(), file.published()));
        return Arrays.stream(DataType.values())
                .map(type -> writer.extractionComplete(type, saved.startedAt(), counts))
                .toList();
    }

    /** Last step, after the broker has confirmed what {@link #complete} returned. The body becomes the exit code. */
    public void end(Exchange exchange) {
        if (isStopped()) {
            LOG.info("stopped extracting the dump of {}: the next start continues from here", version());
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

    /** Logs why the steps did not come to their end. */
    public void brokenOff(Exchange exchange) {
        if (stopping.getAsBoolean()) {
            LOG.info("stopped extracting the dump of {}: the next start continues from here", version());
        } else {
            brokenOff = true;
            LOG.error(
                    "the extraction of the dump of {} broke off",
                    version(),
                    exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    /** Whether a file was not read to its end because the program is ending. */
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
