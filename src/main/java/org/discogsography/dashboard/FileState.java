package org.discogsography.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How far an extractor has come with a file.
 *
 * @param state as the extractor has it, or that it waits
 * @param fraction of the file that has been read; null if its size is unknown
 * @param etaSeconds until the file is read; null if it does not move
 * @param failure why it could not be read to its end; null if nothing failed
 */
record FileState(
        String name,
        String type,
        String state,
        long records,
        long rejected,
        long bytesRead,
        long bytes,
        Double fraction,
        Long etaSeconds,
        String failure) {

    /** The files of all extractors. */
    static List<FileState> all(List<Instance> instances, Rates rates, long nanos) {
        boolean isDown = ServerState.isDown("RabbitMQ", instances);
        List<FileState> files = new ArrayList<>();
        for (Instance instance : instances) {
            ServiceHealth.Extraction extraction = instance.known().health().extraction();
            String waits = waits(extraction, isDown);
            for (ServiceHealth.DumpFile file : extraction.files()) {
                double rate = rates.of(instance.address() + " " + file.name(), (double) file.bytesRead(), nanos);
                files.add(of(file, waits, rate));
            }
        }
        return files;
    }

    /** The version of the dump; null if none is known. */
    static String version(List<Instance> instances) {
        return instances.stream()
                .map(instance -> instance.known().health().extraction().version())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What a file that is being read waits for; null if it does not. */
    private static String waits(ServiceHealth.Extraction extraction, boolean rabbitMqIsDown) {
        if (rabbitMqIsDown) {
            return "waiting for RabbitMQ";
        }
        return extraction.waitsFor() == null ? null : "waits for " + extraction.waitsFor();
    }

    private static FileState of(ServiceHealth.DumpFile file, String waits, double bytesPerSecond) {
        boolean isComplete = "complete".equals(file.state());
        return new FileState(
                file.name(),
                file.type(),
                waits != null && "reading".equals(file.state()) ? waits : file.state(),
                file.records(),
                file.rejected(),
                file.bytesRead(),
                file.bytes(),
                isComplete ? Double.valueOf(1) : fraction(file),
                TimeLeft.of(isComplete ? 0 : file.bytes() - file.bytesRead(), bytesPerSecond),
                file.failure());
    }

    private static Double fraction(ServiceHealth.DumpFile file) {
        return file.bytes() > 0 ? (double) file.bytesRead() / file.bytes() : null;
    }
}
