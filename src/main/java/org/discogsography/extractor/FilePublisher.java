package org.discogsography.extractor;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RefusedMessage;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.outage.Reason;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Publishes the files of a dump, one after the other: the steps of each file. For one thread. */
final class FilePublisher {

    /** In the log the steps of a file are those of its extraction. */
    private static final Logger LOG = LoggerFactory.getLogger(Extraction.class);

    private final DumpSelection selection;
    private final String exchange;
    private final BatchSize batchSize;
    private final RecordOutcomes records;
    private final Rejections rejections;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private ExtractionState saved;
    private Map<DumpFile, String> sha256 = Map.of();
    private FileExtraction current;
    private DumpBatches batches;
    private long refusedInFile; // by the broker, in this run

    /** For the parameters see {@link Extraction}. */
    FilePublisher(
            DumpSelection selection,
            String exchange,
            BatchSize batchSize,
            RecordOutcomes records,
            Rejections rejections,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.selection = selection;
        this.exchange = exchange;
        this.batchSize = batchSize;
        this.records = records;
        this.rejections = rejections;
        this.stopping = stopping;
        this.timeline = timeline;
    }

    /** Publishes what the dump's saved progress lacks. */
    void begin(DumpSelection.Selected selected) {
        saved = selected.saved();
        sha256 = selected.sha256();
    }

    /** A file's first step: returns the records that no earlier run has published, as batches of messages. */
    Iterator<RecordBatch> open(FileExtraction file) {
        current = file;
        batches = null;
        refusedInFile = 0;
        try {
            if (!stopping.getAsBoolean() && !restore(file)) {
                Checkpoint start = file.checkpoint();
                if (rejections.areTooMany(file)) {
                    throw new DumpException(rejections.tooMany(file));
                }
                batches = new DumpBatches(
                        DumpReader.open(file.file(), rejections.in(file), start.records(), rejections.limit()),
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
            LOG.debug("{} cannot be read", file.file().name(), e);
            failed(file.file().name() + " cannot be read (" + Reason.of(e) + ")");
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

    /**
     * A batch's last step, after the broker has confirmed it.
     *
     * @param refused single records that the broker refuses, and has not
     */
    void confirmed(RecordBatch batch, List<RefusedMessage> refused) {
        refused.forEach(each -> rejections.refused(current, batch.offset(each.message()), each));
        int published = batch.size() - refused.size();
        current.published(published);
        records.count(source(), RecordOutcomes.Outcome.PUBLISHED, published);
        refusedInFile += refused.size();
        saved.confirmed(current.file(), batch.end().withRefused(refusedInFile));
        if (!refused.isEmpty() && rejections.areTooMany(current)) {
            batches.fail(rejections.tooMany(current));
        }
    }

    /** A file's last step but one: returns its {@code file_complete}; nothing if it was not read to its end. */
    List<OutboundMessage> close() {
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

    private String changed() {
        return selection.changed(current.file(), sha256.get(current.file())).orElse(null);
    }

    private void failed(String reason) {
        failed(current, reason);
    }

    /** The file cannot be published, or not to its end. */
    void failed(FileExtraction file, String reason) {
        file.failed(reason);
        LOG.error("{} (published before that: {}; file_complete is not sent)", reason, file.published());
        timeline.add(Event.Kind.FILE_FAILED, file.file().name(), reason);
    }

    /** A file's last step, after the broker has confirmed its {@code file_complete}. */
    void closed() {
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

    /** Writes the messages of a file. */
    MessageWriter writer(FileExtraction file) {
        return new MessageWriter(exchange, file.version());
    }

    private ConsumerQueue source() {
        return new ConsumerQueue(Extraction.SERVICE, current.file().type());
    }
}
