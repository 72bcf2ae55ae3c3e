package org.discogsography.extractor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;

/** Metrics of an extraction's progress. */
record ExtractionMeters(Extraction extraction) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (FileExtraction.State state : FileExtraction.State.values()) {
            Metric.DUMP_FILES.gauge(
                    registry,
                    extraction,
                    known -> (double) known.files().stream()
                            .filter(file -> file.state() == state)
                            .count(),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        for (FileExtraction file : extraction.files()) {
            DataType type = file.file().type();
            Metric.DUMP_BYTES.gauge(
                    registry,
                    extraction,
                    known -> (double) file(known, type).progress().bytes(),
                    "type",
                    type.plural());
            Metric.DUMP_READ.gauge(registry, extraction, known -> read(file(known, type)), "type", type.plural());
        }
        Metric.EXTRACTION_BROKEN_OFF.gauge(registry, extraction, known -> known.isBrokenOff() ? 1 : 0);
    }

    /** The file of a type: every dump that may be published has the same types. */
    private static FileExtraction file(Extraction extraction, DataType type) {
        return extraction.files().stream()
                .filter(file -> file.file().type() == type)
                .findFirst()
                .orElseThrow();
    }

    /** Bytes read; all of them if the file is complete, because it is not read again then. */
    private static double read(FileExtraction file) {
        var progress = file.progress();
        return (double) (file.state() == FileExtraction.State.COMPLETE ? progress.bytes() : progress.bytesRead());
    }
}
