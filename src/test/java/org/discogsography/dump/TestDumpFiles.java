package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes small dump files for a test. */
record TestDumpFiles(Path folder) {

    /** A dump file of that type with exactly this XML. */
    DumpFile file(DataType type, String xml) throws IOException {
        return bytes(type, gzip(xml));
    }

    /** A dump file of that type with exactly these bytes. */
    DumpFile bytes(DataType type, byte[] bytes) throws IOException {
        var path = folder.resolve("discogs_20260801_" + type + ".xml.gz");
        Files.write(path, bytes);
        return DumpFile.named(path).orElseThrow();
    }

    static byte[] gzip(String xml) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(xml.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Reads a file to its end; fails if a record is rejected. */
    static List<DumpRecord> read(DumpFile file) throws DumpException {
        var rejected = new ArrayList<RejectedRecord>();
        var records = new ArrayList<DumpRecord>();
        try (var reader = DumpReader.open(file, rejected::add)) {
            reader.forEachRemaining(records::add);
        }
        if (!rejected.isEmpty()) {
            throw new AssertionError(rejected);
        }
        return records;
    }
}
