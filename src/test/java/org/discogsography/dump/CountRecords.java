package org.discogsography.dump;

import java.nio.file.Path;

/** Counts the records of a dump file. A test runs it in a JVM of its own, with little memory. */
final class CountRecords {

    private CountRecords() {}

    public static void main(String[] args) throws DumpException {
        var file = DumpFile.named(Path.of(args[0])).orElseThrow();
        try (var records = DumpReader.open(file, rejected -> {})) {
            records.forEachRemaining(record -> {});
            System.out.println(records.read());
        }
    }
}
