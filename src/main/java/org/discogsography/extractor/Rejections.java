package org.discogsography.extractor;

import java.nio.file.Path;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RefusedMessage;
import org.discogsography.dump.RejectedRecord;
import org.discogsography.dump.RejectionListener;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with a rejected record: its bytes are kept, it is counted and reported. Thread-safe. */
final class Rejections {

    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);
    private static final int LONGEST_ID = 50; // in log lines

    private final RejectedRecords kept;
    private final int limit;
    private final RecordOutcomes records;
    private final Timeline timeline;

    /**
     * @param kept keeps the bytes
     * @param limit number of records of one file that may be rejected
     * @param timeline receives an event for each rejected record
     */
    Rejections(RejectedRecords kept, int limit, RecordOutcomes records, Timeline timeline) {
        this.kept = kept;
        this.limit = limit;
        this.records = records;
        this.timeline = timeline;
    }

    /** Where the bytes of rejected records are. */
    Path folder() {
        return kept.folder();
    }

    /** Number of records of one file that may be rejected. */
    int limit() {
        return limit;
    }

    /** Whether more of the file's records have been rejected than may be. */
    boolean areTooMany(FileExtraction file) {
        return file.rejected() > limit;
    }

    /** Why a file with too many of them fails. */
    String tooMany(FileExtraction file) {
        return file.file().name() + " has more than " + limit + " rejected records (extractor.rejected-limit)";
    }

    /** What is done with the records of a file that cannot be read. */
    RejectionListener in(FileExtraction file) {
        return new RejectionListener() {
            @Override
            public void rejected(RejectedRecord record) {
                add(file, record.offset(), record.bytes(), record.reason());
                LOG.error("{}; it is skipped, its bytes are in {}", record, kept.folder());
            }

            /** It is not counted, so that the next start comes to it again and fails for the same reason. */
            @Override
            public void oneTooMany(RejectedRecord record) {
                kept.keep(file.file().name(), record.offset(), record.bytes(), record.reason());
                LOG.error("{}; that is one too many, its bytes are in {}", record, kept.folder());
            }
        };
    }

    /** A single record that the broker refuses. */
    void refused(FileExtraction file, long offset, RefusedMessage refused) {
        add(file, offset, refused.message().body(), "is refused by RabbitMQ: " + refused.reason());
        LOG.error(
                "{}: the record with the id {} was rejected because RabbitMQ refuses it: {}",
                file.file().name(),
                shortened(refused.message().headers().get("id")),
                refused.reason());
    }

    private void add(FileExtraction file, long offset, byte[] bytes, String reason) {
        String name = file.file().name();
        kept.keep(name, offset, bytes, reason);
        file.reject("byte " + offset + ": " + reason);
        records.count(new ConsumerQueue(Extraction.SERVICE, file.file().type()), RecordOutcomes.Outcome.REJECTED, 1);
        timeline.add(
                Event.Kind.RECORD_REJECTED,
                name,
                "The record at byte " + offset + " was rejected because it " + reason);
    }

    private static String shortened(Object id) {
        String text = String.valueOf(id);
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "…";
    }
}
