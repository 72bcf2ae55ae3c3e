package org.discogsography.extractor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
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
            String type = file.file().type().plural();
            Metric.DUMP_BYTES.gauge(
                    registry, file, known -> (double) known.progress().bytes(), "type", type);
            Metric.DUMP_READ.gauge(registry, file, ExtractionMeters::read, "type", type);
        }
        Metric.EXTRACTION_BROKEN_OFF.gauge(registry, extraction, known -> known.isBrokenOff() ? 1 : 0);
    }

    /** Bytes read; all of them if the file is complete, because it is not read again then. */
    private static double read(FileExtraction file) {
        var progress = file.progress();
        return (double) (file.state() == FileExtraction.State.COMPLETE ? progress.bytes() : progress.bytesRead());
    }
}
