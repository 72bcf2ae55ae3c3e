package org.discogsography.extractor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;

/** Metrics of an extraction's progress. */
record ExtractionMeters(Extractions extractions, Set<DataType> types) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (FileExtraction.State state : FileExtraction.State.values()) {
            Metric.DUMP_FILES.gauge(
                    registry,
                    extractions,
                    known -> (double) known.current().files().stream()
                            .filter(file -> file.state() == state)
                            .count(),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        for (DataType type : types) {
            Metric.DUMP_BYTES.gauge(
                    registry,
                    extractions,
                    known -> file(known, type)
                            .map(file -> (double) file.progress().bytes())
                            .orElse(0.0),
                    "type",
                    type.plural());
            Metric.DUMP_READ.gauge(
                    registry,
                    extractions,
                    known -> file(known, type).map(ExtractionMeters::read).orElse(0.0),
                    "type",
                    type.plural());
        }
        Metric.EXTRACTION_BROKEN_OFF.gauge(
                registry, extractions, known -> known.current().isBrokenOff() ? 1 : 0);
    }

    /** The file of a type; empty if there is no dump. */
    private static Optional<FileExtraction> file(Extractions extractions, DataType type) {
        return extractions.current().files().stream()
                .filter(file -> file.file().type() == type)
                .findFirst();
    }

    /** Bytes read; all of them if the file is complete, because it is not read again then. */
    private static double read(FileExtraction file) {
        var progress = file.progress();
        return (double) (file.state() == FileExtraction.State.COMPLETE ? progress.bytes() : progress.bytesRead());
    }
}
