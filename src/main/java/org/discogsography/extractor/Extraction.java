package org.discogsography.extractor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one dump: the first and last steps of the extractor's routes, and their progress. One thread reads the files, one after
 * the other ({@link FilePublisher}); any thread may ask for the progress. Records that an earlier run of the program has published
 * are skipped.
 */
public final class Extraction {

    private static final Logger LOG = LoggerFactory.getLogger(Extraction.class);
    static final String SERVICE = "extractor";

    private final DumpSelection selection;
    private final Rejections rejections;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private final FilePublisher publisher;
    private volatile List<FileExtraction> files = List.of();
    private volatile ExtractionState saved; // since the first step; null if there is nothing to publish
    private Map<DumpFile, String> sha256 = Map.of();
    private volatile boolean ended;
    private volatile boolean brokenOff;

    private boolean alreadyPublished;

    /**
     * @param selection which dump is published
     * @param batchSize what is published before waiting for the broker's confirms
     * @param stopping whether the program or the route is stopping: the current batch is then the last
     * @param timeline receives an event for each file that is published or has failed
     */
    Extraction(
            DumpSelection selection,
            String exchange,
            BatchSize batchSize,
            RecordOutcomes records,
            Rejections rejections,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.selection = selection;
        this.rejections = rejections;
        this.stopping = stopping;
        this.timeline = timeline;
        this.publisher = new FilePublisher(selection, exchange, batchSize, records, rejections, stopping, timeline);
        if (selection.nothing().isEmpty()) {
            this.files = filesOf(dump());
        }
    }

    private static List<FileExtraction> filesOf(DumpFolder dump) {
        return dump.files().stream().map(FileExtraction::new).toList();
    }

    private DumpFolder dump() {
        return selection.dump();
    }

    /** Why there is nothing to publish; empty if there is something. */
    Optional<String> nothing() {
        return selection.nothing();
    }

    /** The dumps that are newer than the one that is published, and why they are not. */
    List<String> leftAlone() {
        return selection.leftAlone();
    }

    /** Writes the progress, and lets another extractor work on the dump. Idempotent. */
    public void saveProgress() {
        if (saved != null) {
            saved.close();
        }
    }

    /** The dump's date, {@code 20260801}; null if there is nothing to publish. */
    public String version() {
        return selection.nothing().isPresent() ? null : dump().version();
    }

    /** The files, in the order in which they are read. */
    public List<FileExtraction> files() {
        return files;
    }

    /** Another number than before if it has gone on meanwhile. */
    long progress() {
        return selection.progress()
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
        return rejections.folder();
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

    /** Whether the folder, a file, or a newer dump could not be read: the failure may pass. */
    boolean leftSomethingUnread() {
        return ended
                && (selection.wasUnreadable()
                        || files.stream().anyMatch(file -> file.state() == FileExtraction.State.FAILED));
    }

    /** Whether it has ended without publishing a record and without reading a file to its end. */
    boolean nothingWasReadable() {
        return ended
                && files.stream()
                        .allMatch(file -> file.state() == FileExtraction.State.FAILED && file.published() == 0);
    }

    /**
     * First step: chooses a dump and returns its files; none if there is none to publish, or if it was published before.
     *
     * @throws InterruptedException if this extractor stops while another one is at work
     */
    public List<FileExtraction> begin() throws InterruptedException {
        if (selection.nothing().isPresent()) {
            LOG.error("{}", selection.nothing().get());
            timeline.add(Event.Kind.FILE_FAILED, "the dump", selection.nothing().get());
            return List.of();
        }
        DumpFolder first = dump();
        DumpSelection.Selected selected = selection.select();
        if (!dump().version().equals(first.version())) {
            files = filesOf(dump());
        }
        saved = selected.saved();
        sha256 = selected.sha256();
        publisher.begin(selected);
        if (selected.damage().isPresent()) {
            for (FileExtraction file : files) {
                publisher.failed(file, selected.damage().get());
            }
            return List.of();
        }
        if (selected.isCutShort(dump())) {
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

    /** Publishes the files, one after the other, between the first step and the last but one. */
    FilePublisher publisher() {
        return publisher;
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
        Map<DumpFile, String> read = new LinkedHashMap<>();
        complete.forEach(file -> read.put(file.file(), sha256.get(file.file())));
        return complete.stream()
                .map(file -> publisher
                        .writer(file)
                        .extractionComplete(file.file().type(), saved.startedAt(), counts, rejected, read))
                .toList();
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

    /** Logs why the steps did not come to their end. The body becomes the exit code. */
    public void brokenOff(Exchange exchange) {
        exchange.getMessage().setBody(1);
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
}
