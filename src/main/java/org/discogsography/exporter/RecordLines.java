package org.discogsography.exporter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.discogsography.broker.messages.Message;

/** Records as lines of JSON (NDJSON), each with its version and hash. Thread-safe. */
public final class RecordLines {

    /** One line for each record. */
    public byte[] of(List<Message.Data> records) {
        var lines = new ByteArrayOutputStream();
        for (Message.Data record : records) {
            write(
                    lines,
                    "{\"version\":\"" + record.version() + "\",\"sha256\":\"" + record.sha256() + "\",\"record\":");
            lines.writeBytes(record.json()); // canonical: no line feeds
            write(lines, "}\n");
        }
        return lines.toByteArray();
    }

    private static void write(ByteArrayOutputStream lines, String text) {
        lines.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
