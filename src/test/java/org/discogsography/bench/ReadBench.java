package org.discogsography.bench;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;

/**
 * Compares the dump reader with the XML parser alone, which unzips and calls {@code next()} in one thread. Both read the
 * same file, alternating, after a warm-up; the best run of each counts.
 */
public final class ReadBench {

    private static final int WARM_UPS = 2;
    private static final int RUNS = 5;

    private ReadBench() {}

    /**
     * The result for one file.
     *
     * @param records number of records
     * @param xmlBytes uncompressed size
     * @param readerSeconds best time of the reader, with canonical JSON and SHA-256
     * @param parserSeconds best time of the bare parser
     */
    public record Result(DataType type, long records, long xmlBytes, double readerSeconds, double parserSeconds) {

        public double recordsPerSecond() {
            return records / readerSeconds;
        }

        /** Speed of the reader relative to the bare parser; 1.0 is as fast. */
        public double ratio() {
            return parserSeconds / readerSeconds;
        }

        @Override
        public String toString() {
            return String.format(
                    "%-8s %,9d records  reader %,9.0f records/s %4.0f MB/s  bare parser %,9.0f records/s %4.0f MB/s  ratio %.2f",
                    type,
                    records,
                    recordsPerSecond(),
                    xmlBytes / readerSeconds / 1e6,
                    records / parserSeconds,
                    xmlBytes / parserSeconds / 1e6,
                    ratio());
        }
    }

    /** Measures the files of a sample dump of about that many records (default 200,000), and prints one line for each. */
    public static void main(String[] args) throws Exception {
        long records = args.length > 0 ? Long.parseLong(args[0]) : 200_000;
        var folder = Files.createTempDirectory("read-bench");
        try {
            for (var file : SampleDump.of(records).writeTo(folder).files()) {
                System.out.println(run(file));
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    public static Result run(DumpFile file) throws IOException, XMLStreamException {
        double reader = Double.MAX_VALUE;
        double parser = Double.MAX_VALUE;
        long records = 0;
        for (int i = 0; i < WARM_UPS + RUNS; i++) {
            long start = System.nanoTime();
            records = readRecords(file);
            double readerSeconds = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            parseOnly(file.path());
            double parserSeconds = (System.nanoTime() - start) / 1e9;
            if (i >= WARM_UPS) {
                reader = Math.min(reader, readerSeconds);
                parser = Math.min(parser, parserSeconds);
            }
        }
        return new Result(file.type(), records, xmlBytes(file.path()), reader, parser);
    }

    private static long readRecords(DumpFile file) throws IOException {
        try (var records = DumpReader.open(file, rejected -> {})) {
            while (records.hasNext()) {
                records.next();
            }
            return records.read();
        }
    }

    private static void parseOnly(Path path) throws IOException, XMLStreamException {
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16), 1 << 16)) {
            var xml = new InputFactoryImpl().createXMLStreamReader(in);
            while (xml.next() != XMLStreamConstants.END_DOCUMENT) {}
        }
    }

    private static long xmlBytes(Path path) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(path), 1 << 16)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
