package org.discogsography.broker.consuming;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.LoadWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the store how many records a load has, before the message that says so is acknowledged. Thread-safe. */
public record AnnounceLoads(LoadWorker loads) implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(AnnounceLoads.class);

    /** Discogs publishes dumps since then. */
    private static final Instant EARLIEST = Instant.parse("2008-01-01T00:00:00Z");

    @Override
    public void process(Exchange exchange) throws Exception {
        Batch batch = exchange.getMessage().getMandatoryBody(StoredBatch.class).batch();
        for (Message message : batch.controls()) {
            if (message instanceof Message.ExtractionComplete complete) {
                announce(batch.queue(), complete);
            }
        }
    }

    private void announce(ConsumerQueue queue, Message.ExtractionComplete complete) throws Exception {
        String type = queue.type().plural();
        Long records = complete.recordCounts().get(type);
        if (records == null) {
            LOG.warn("{}: an extraction_complete without a number of {} is ignored: nothing is removed", queue, type);
            return;
        }
        Message.ReadFile file = complete.files().get(type);
        loads.announce(new Announcement(
                complete.version(),
                queue.type(),
                records,
                complete.rejected().getOrDefault(type, 0L),
                file == null ? null : readable(file.file()),
                file == null ? null : readable(file.sha256()),
                time(complete.startedAt())));
    }

    /** Without what a store might refuse: the message would come again and again. */
    private static String readable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static Instant time(String text) {
        try {
            Instant time = Instant.parse(text);
            return time.isBefore(EARLIEST) || time.isAfter(Instant.now()) ? Instant.now() : time;
        } catch (DateTimeParseException e) {
            return Instant.now();
        }
    }
}
