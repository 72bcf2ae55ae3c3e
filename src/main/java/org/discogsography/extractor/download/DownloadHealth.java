package org.discogsography.extractor.download;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;

/** The download in {@code /health}. */
record DownloadHealth(Download download) implements HealthSource {

    @Override
    public String section() {
        return "download";
    }

    @Override
    public Object content() {
        DownloadProgress.Moment now = download.progress().now();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("state", now.state().name().toLowerCase(Locale.ROOT));
        content.put("newest", now.newest());
        content.put("version", now.version());
        content.put("file", now.file());
        content.put("bytes", now.bytes());
        content.put("size", now.size().isPresent() ? now.size().getAsLong() : null);
        content.put("bytes_per_second", now.bytesPerSecond());
        content.put("failure", now.failure());
        content.put("next_look", now.nextLook());
        return content;
    }

    @Override
    public List<Finding> findings() {
        String failure = download.progress().now().failure();
        return failure == null ? List.of() : List.of(Finding.degraded("The last download failed: " + failure));
    }
}
