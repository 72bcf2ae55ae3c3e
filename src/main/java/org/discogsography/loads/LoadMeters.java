package org.discogsography.loads;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;

/** Metrics of the newest load of each type in one store. */
public record LoadMeters(LoadWorker worker, InstantSource clock) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (DataType type : DataType.values()) {
            for (LoadState state : LoadState.values()) {
                Metric.LOAD_STATE.gauge(
                        registry,
                        worker,
                        known -> newest(known, type)
                                        .filter(load -> load.state() == state)
                                        .isPresent()
                                ? 1
                                : 0,
                        "service",
                        worker.service(),
                        "type",
                        type.plural(),
                        "state",
                        state.word());
            }
            Metric.LOAD_OPEN.gauge(
                    registry,
                    worker,
                    known -> newest(known, type).map(this::open).orElse(0d),
                    "service",
                    worker.service(),
                    "type",
                    type.plural());
            Metric.LOAD_VERSION.gauge(
                    registry,
                    worker,
                    known -> newest(known, type).map(LoadMeters::date).orElse(Double.NaN),
                    "service",
                    worker.service(),
                    "type",
                    type.plural());
        }
    }

    private static Optional<Load> newest(LoadWorker worker, DataType type) {
        return worker.loads().stream()
                .filter(load -> load.type() == type)
                .reduce((one, other) -> other.isNewerThan(one) ? other : one);
    }

    private double open(Load load) {
        return load.state().isSettled() || load.startedAt() == null
                ? 0
                : (double) Duration.between(load.startedAt(), clock.instant()).toSeconds();
    }

    private static double date(Load load) {
        try {
            // A dump that was replaced has a suffix: 20260801-2
            String date = load.version().split("-", 2)[0];
            return (double) LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toEpochSecond();
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }
}
