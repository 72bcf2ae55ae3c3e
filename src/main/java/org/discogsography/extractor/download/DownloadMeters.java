package org.discogsography.extractor.download;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.discogsography.metrics.Metric;

/** Metrics of the download. */
record DownloadMeters(Download download) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        DownloadProgress progress = download.progress();
        for (DownloadProgress.State state : DownloadProgress.State.values()) {
            Metric.DOWNLOAD_STATE.gauge(
                    registry,
                    progress,
                    known -> known.now().state() == state ? 1 : 0,
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        Metric.DOWNLOAD_RECEIVED.counted(registry, progress, known -> (double) known.totalBytes());
        Metric.DOWNLOAD_FAILURES.counted(registry, progress, known -> (double) known.failures());
        Metric.DOWNLOAD_BYTES.gauge(
                registry, progress, known -> (double) known.now().bytes());
        Metric.DOWNLOAD_SIZE.gauge(
                registry,
                progress,
                known -> known.now().size().isPresent()
                        ? (double) known.now().size().getAsLong()
                        : Double.NaN);
    }
}
