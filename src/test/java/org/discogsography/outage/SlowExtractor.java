package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.discogsography.routes.PackagedRoutes;

/** An extractor that takes its time, so that a load lasts as long as the faults that are to meet it. */
final class SlowExtractor {

    private static final String FILE = "extractor/extractor.camel.yaml";
    private static final String STEP =
            "              - to: direct:publish\n              - bean:\n                  ref: extraction\n                  method: confirmed\n";

    private SlowExtractor() {}

    /**
     * Settings for a program whose extractor waits before each batch, by a step in its route.
     *
     * @param folder where its routes are put
     */
    static Map<String, String> settings(Path folder, Duration wait) throws IOException {
        PackagedRoutes.copyTo(folder, true);
        Path file = folder.resolve(FILE);
        String route = Files.readString(file);
        assertThat(route).containsOnlyOnce(STEP);
        String delay = "              - delay:%n                  constant: %d%n                  asyncDelayed: false%n"
                .formatted(wait.toMillis());
        Files.writeString(file, route.replace(STEP, delay + STEP));
        return Map.of("routes.folder", folder.toString());
    }
}
