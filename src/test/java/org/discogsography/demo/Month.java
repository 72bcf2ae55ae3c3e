package org.discogsography.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;

/**
 * A month's dump, and what it changes, found by comparing its files with those of the month before.
 *
 * @param version as the host of the dumps names it
 * @param folder with the files
 * @param written the version in the names of these files
 */
record Month(String version, Path folder, String written, Map<DataType, Difference> differences) {

    /** What one type's file adds to that of the month before. */
    record Difference(long records, long added, long changed, long unchanged, long removed) {

        static Difference between(Map<String, String> before, Map<String, String> now) {
            long kept = now.keySet().stream().filter(before::containsKey).count();
            long unchanged = now.entrySet().stream()
                    .filter(record -> record.getValue().equals(before.get(record.getKey())))
                    .count();
            return new Difference(now.size(), now.size() - kept, kept - unchanged, unchanged, before.size() - kept);
        }
    }

    /** Generates dumps of successive months. */
    static final class Generator {

        private final Path folder;
        private final long records;
        private final Map<DataType, Map<String, String>> before = new EnumMap<>(DataType.class); // hashes by id

        Generator(Path folder, long records) {
            this.folder = folder;
            this.records = records;
        }

        /**
         * The dump of a month.
         *
         * @param number 1 is the first month
         * @param version what the host will call it
         */
        Month generate(int number, String version) throws IOException, DumpException {
            SampleDump.Written written =
                    SampleDump.of(records).inMonth(number).writeTo(folder.resolve("month-" + number));
            Map<DataType, Difference> differences = new EnumMap<>(DataType.class);
            for (DumpFile file : written.files()) {
                Map<String, String> now = hashes(file);
                Map<String, String> last = before.put(file.type(), now);
                differences.put(file.type(), Difference.between(last == null ? Map.of() : last, now));
            }
            return new Month(version, folder.resolve("month-" + number), written.version(), differences);
        }

        private static Map<String, String> hashes(DumpFile file) throws IOException, DumpException {
            Map<String, String> hashes = new HashMap<>();
            try (var reader = DumpReader.open(file, rejected -> {
                throw new IllegalStateException(rejected.toString());
            })) {
                while (reader.hasNext()) {
                    var record = reader.next();
                    hashes.put(record.id(), record.sha256());
                }
            }
            return hashes;
        }
    }
}
