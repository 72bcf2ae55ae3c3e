package org.discogsography.bench;

import java.util.ArrayList;
import java.util.List;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.messages.Message;
import org.discogsography.broker.messages.MessageReader;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.DumpRecord;
import org.discogsography.servers.Exchange;

/** The records of a file, in memory. */
record BenchRecords(List<DumpRecord> records) {

    static BenchRecords read(DumpFile file, int most) throws Exception {
        List<DumpRecord> records = new ArrayList<>();
        try (var reader = DumpReader.open(file, rejected -> {})) {
            while (records.size() < most && reader.hasNext()) {
                records.add(reader.next());
            }
        }
        return new BenchRecords(records);
    }

    int size() {
        return records.size();
    }

    /** As published. */
    List<OutboundMessage> messages(String version) {
        var writer = new MessageWriter(Exchange.NAME, version);
        return records.stream().map(writer::data).toList();
    }

    /** As a consumer receives them. */
    List<Message.Data> received(String version) throws Exception {
        var reader = new MessageReader();
        List<Message.Data> received = new ArrayList<>();
        for (OutboundMessage message : messages(version)) {
            received.add((Message.Data) reader.read(message.body(), version));
        }
        return received;
    }

    static <T> List<List<T>> batches(List<T> all, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return batches;
    }
}
