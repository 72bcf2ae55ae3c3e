package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.discogsography.dump.DumpChecksums;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
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

    private final DumpChoice choice;
    private final FileHashes hashes;
    private final StateSource states;
    private final String exchange;
    private final BatchSize batchSize;
    private final RecordOutcomes records;
    private final RejectedRecords kept;
    private final int rejectedLimit;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private final List<String> leftAlone = new CopyOnWriteArrayList<>(); // dumps newer than the one that is published
    private volatile int chosen; // index among the choice's candidates
    private volatile List<FileExtraction> files = List.of();
    private volatile ExtractionState saved; // since the first step; null if there is nothing to publish
    private Map<DumpFile, String> sha256 = Map.of();
    private volatile boolean ended;
    private volatile boolean brokenOff;

    private boolean alreadyPublished;
    private FileExtraction current;
    private DumpBatches batches;
    private long refusedInFile; // by the broker, in this run

    /**
     * @param hashes the content of the files
     * @param states opens the saved progress of a version
     * @param batchSize what is published before waiting for the broker's confirms
     * @param kept keeps what is rejected
     * @param rejectedLimit number of records of one file that may be rejected
     * @param stopping whether the program or the route is stopping: the current batch is then the last
     * @param timeline receives an event for each file that is published or has failed
     */
    Extraction(
            DumpChoice choice,
            FileHashes hashes,
            StateSource states,
            String exchange,
            BatchSize batchSize,
            RecordOutcomes records,
            RejectedRecords kept,
            int rejectedLimit,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.choice = choice;
        this.hashes = hashes;
        this.states = states;
        this.exchange = exchange;
        this.batchSize = batchSize;
        this.records = records;
        this.kept = kept;
        this.rejectedLimit = rejectedLimit;
        this.stopping = stopping;
        this.timeline = timeline;
        if (choice.nothing().isEmpty()) {
            this.files = filesOf(dump());
        }
        choice.incomplete().forEach(this::leaveAlone);
    }

    private static List<FileExtraction> filesOf(DumpFolder dump) {
        return dump.files().stream().map(FileExtraction::new).toList();
    }

    private DumpFolder dump() {
        return choice.candidates().get(chosen);
    }

    private void leaveAlone(String why) {
        LOG.warn("{}: it is left alone", why);
        leftAlone.add(why);
    }

    /** Why there is nothing to publish; empty if there is something. */
    Optional<String> nothing() {
        return choice.nothing();
    }

    /** The dumps that are newer than the one that is published, and why they are not. */
    List<String> leftAlone() {
        return List.copyOf(leftAlone);
    }

    /** Writes the progress, and lets another extractor work on the dump. Idempotent. */
    public void saveProgress() {
        if (saved != null) {
            saved.close();
        }
    }

    /** The dump's date, {@code 20260801}; null if there is nothing to publish. */
    public String version() {
        return choice.nothing().isPresent() ? null : dump().version();
    }

    /** The files, in the order in which they are read. */
    public List<FileExtraction> files() {
        return files;
    }

    /** Another number than before if it has gone on meanwhile. */
    long progress() {
        return hashes.progress()
                + files.stream()
                        .mapToLong(file -> Objects.hash(
                                file.published(),
                                file.rejected(),
                                file.progress().bytesRead(),
                                file.state()))
                        .sum();
    }

    /** Where the bytes of rejected records are. */
    Path rejectedFolder() {
        return kept.folder();
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
        return ended && !files.isEmpty() && files.stream().allMatch(file -> isComplete(file) && file.rejected() == 0);
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
         * Waits until no other extractor is at work, and opens the progress of a version.
         *
         * @throws InterruptedException if this one stops before that
         */
        ExtractionState await(String version, BooleanSupplier stopping) throws InterruptedException;
    }

    /**
     * First step: chooses a dump and returns its files; none if there is none to publish, or if it was published before.
     *
     * @throws InterruptedException if this extractor stops while another one is at work
     */
    public List<FileExtraction> begin() throws InterruptedException {
        if (choice.nothing().isPresent()) {
            LOG.error("{}", choice.nothing().get());
            timeline.add(Event.Kind.FILE_FAILED, "the dump", choice.nothing().get());
            return List.of();
        }
        saved = states.await(version(), stopping);
        Optional<String> wrong = check();
        while (wrong.isPresent() && chosen + 1 < choice.candidates().size()) {
            leaveAlone(wrong.get());
            saved.close();
            int next = chosen + 1;
            DumpFolder dump = choice.candidates().get(next);
            saved = states.await(dump.version(), stopping);
            files = filesOf(dump);
            chosen = next;
            wrong = check();
        }
        if (wrong.isPresent()) {
            for (FileExtraction file : files) {
                current = file;
                failed(wrong.get());
            }
            return List.of();
        }
        if (sha256.size() < files.size()) {
            return List.of(); // stopping
        }
        Optional<Instant> completedAt = saved.completedAt(sha256);
        if (completedAt.isPresent()) {
            LOG.info(
                    "the dump of {} in {} was published completely at {}: nothing to do. extractor.force=true"
                            + " (EXTRACTOR_FORCE) publishes it again",
                    version(),
                    dump().path(),
                    completedAt.get());
            for (FileExtraction file : files) {
                FileProgress earlier = saved.progress(file.file());
                file.resume(earlier);
                file.complete(earlier.distinctIds());
            }
            alreadyPublished = true;
            return List.of();
        }
        LOG.info("extracting the dump of {} from {}: {} files", version(), dump().path(), files.size());
        if (!dump().olderVersions().isEmpty()) {
            LOG.info("older dumps in the folder are ignored: {}", String.join(", ", dump().olderVersions()));
        }
        return files;
    }

    /** Compares the dump's files with its checksums. Returns what is wrong with it. */
    private Optional<String> check() {
        Map<DumpFile, String> found = new LinkedHashMap<>();
        String about = "the dump of " + version();
        try {
            Optional<DumpChecksums> checksums = DumpChecksums.of(dump());
            if (checksums.isEmpty()) {
                LOG.warn("{} has no CHECKSUM file: its files are taken as they are", about);
            }
            for (DumpFile file : dump().files()) {
                Optional<String> hash = hashes.of(file.path());
                if (hash.isEmpty()) {
                    break; // stopping
                }
                found.put(file, hash.get());
                Optional<String> expected = checksums.flatMap(list -> list.of(file));
                if (expected.isPresent() && !expected.equals(hash)) {
                    return Optional.of(about + " is damaged: " + file.name()
                            + " does not have the SHA-256 of its CHECKSUM file (download it again)");
                }
                if (checksums.isPresent() && expected.isEmpty()) {
                    LOG.warn("{} is not in the dump's CHECKSUM file: it is taken as it is", file.name());
                }
            }
        } catch (IOException e) {
            return Optional.of(about + " cannot be read: " + e.getMessage());
        }
        sha256 = found;
        return Optional.empty();
    }

    /** A file's first step: returns the records that no earlier run has published, as batches of messages. */
    public Iterator<RecordBatch> open(FileExtraction file) {
        current = file;
        batches = null;
        refusedInFile = 0;
        try {
            if (!stopping.getAsBoolean() && !restore(file)) {
                Checkpoint start = file.checkpoint();
                if (start.rejected() > rejectedLimit) {
                    throw new DumpException(tooManyRejected());
                }
                batches = new DumpBatches(
                        DumpReader.open(file.file(), this::rejected, start.records(), rejectedLimit),
                        writer(file),
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
        FileProgress earlier = saved.begin(file.file(), sha256.get(file.file()));
        file.resume(earlier);
        if (earlier.complete()) {
            file.complete(earlier.distinctIds());
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
        rejected(record.offset(), record.bytes(), record.reason());
        LOG.error("{}; it is skipped, its bytes are in {}", record, kept.folder());
    }

    private void rejected(long offset, byte[] bytes, String reason) {
        String file = current.file().name();
        kept.keep(file, offset, bytes, reason);
        current.reject("byte " + offset + ": " + reason);
        records.count(source(), RecordOutcomes.Outcome.REJECTED, 1);
        timeline.add(
                Event.Kind.RECORD_REJECTED,
                file,
                "The record at byte " + offset + " was rejected because it " + reason);
    }

    /**
     * A batch's last step, after the broker has confirmed it.
     *
     * @param refused records that the broker refuses for themselves, and has not
     */
    public void confirmed(RecordBatch batch, @ExchangeProperty(PublishMessages.REFUSED) List<RefusedMessage> refused) {
        refused.forEach(each -> refused(batch, each));
        int published = batch.size() - refused.size();
        current.published(published);
        records.count(source(), RecordOutcomes.Outcome.PUBLISHED, published);
        refusedInFile += refused.size();
        saved.confirmed(current.file(), batch.end().withRefused(refusedInFile));
        if (!refused.isEmpty() && current.rejected() > rejectedLimit) {
            batches.fail(tooManyRejected());
        }
    }

    private String tooManyRejected() {
        return current.file().name() + " has more than " + rejectedLimit
                + " rejected records (extractor.rejected-limit)";
    }

    private void refused(RecordBatch batch, RefusedMessage refused) {
        rejected(
                batch.offset(refused.message()),
                refused.message().body(),
                "is refused by RabbitMQ: " + refused.reason());
        LOG.error(
                "{}: the record with the id {} was rejected because RabbitMQ refuses it: {}",
                current.file().name(),
                shortened(refused.message().headers().get("id")),
                refused.reason());
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
        String failure = batches.failure() != null ? batches.failure() : changed();
        if (failure != null) {
            failed(failure);
            saved.pause();
            return List.of();
        }
        return List.of(writer(current).fileComplete(current.file(), current.published()));
    }

    /** What is wrong if the file's content is no longer what was hashed before it was read; null if nothing is. */
    private String changed() {
        DumpFile file = current.file();
        try {
            Optional<String> now = hashes.of(file.path());
            if (now.isEmpty() || now.get().equals(sha256.get(file))) {
                return null;
            }
            return file.name() + " was changed while it was read: the next start publishes it as a replaced file";
        } catch (IOException e) {
            return file.name() + " cannot be read any more (" + e + ")";
        }
    }

    private void failed(String reason) {
        current.failed(reason);
        LOG.error("{} (published before that: {}; file_complete is not sent)", reason, current.published());
        timeline.add(Event.Kind.FILE_FAILED, current.file().name(), reason);
    }

    /** A file's last step, after the broker has confirmed its {@code file_complete}. */
    public void closed() {
        if (current.state() == FileExtraction.State.READING) {
            long refused = current.rejected() - batches.rejected(); // by the broker, in all runs
            long ids = batches.distinctIds() - refused;
            current.complete(ids);
            saved.fileComplete(current.file(), current.checkpoint(), ids);
            timeline.report(
                    LOG,
                    Level.INFO,
                    Event.Kind.FILE_COMPLETE,
                    current.file().name(),
                    current.published() + " records published");
        }
    }

    /**
     * Last step but one: returns {@code extraction_complete} for each type whose file was read to its end; nothing if an
     * earlier run has published the same.
     */
    public List<OutboundMessage> complete() {
        if (alreadyPublished || isStopped()) {
            return List.of();
        }
        List<FileExtraction> complete =
                files.stream().filter(Extraction::isComplete).toList();
        if (complete.size() < files.size()) {
            LOG.error(
                    "the dump of {} is incomplete: extraction_complete is sent for {} only",
                    version(),
                    complete.stream().map(file -> file.file().type()).toList());
        }
        if (complete.stream().allMatch(file -> saved.isAnnounced(file.file()))) {
            return List.of();
        }
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        Map<DataType, Long> rejected = new EnumMap<>(DataType.class);
        for (FileExtraction file : complete) {
            counts.put(file.file().type(), file.distinctIds());
            if (file.rejected() > 0) {
                rejected.put(file.file().type(), file.rejected());
            }
        }
        return complete.stream()
                .map(file -> writer(file).extractionComplete(file.file().type(), saved.startedAt(), counts, rejected))
                .toList();
    }

    private MessageWriter writer(FileExtraction file) {
        return new MessageWriter(exchange, file.version());
    }

    private static boolean isComplete(FileExtraction file) {
        return file.state() == FileExtraction.State.COMPLETE;
    }

    /** Last step, after the broker has confirmed what {@link #complete} returned. The body becomes the exit code. */
    public void end(Exchange exchange) {
        if (isStopped()) {
            LOG.info("stopped extracting the dump of {}: the next start continues from here", version());
            exchange.getMessage().setBody(1);
            return;
        }
        ended = true;
        if (!alreadyPublished && !files.isEmpty()) {
            saved.announced();
            if (files.stream().allMatch(Extraction::isComplete)) {
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
