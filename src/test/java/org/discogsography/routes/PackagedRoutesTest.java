package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all routes in the jar have in common. */
class PackagedRoutesTest {

    /** Camel's timer waits by the clock of the machine: one that is set back by an hour stops it for an hour. */
    @Test
    void no_route_stops_if_somebody_sets_the_clock_back(@TempDir Path folder) throws Exception {
        var written = PackagedRoutes.copyTo(folder, false).written();

        assertThat(written).isNotEmpty();
        for (String name : written) {
            assertThat(Files.readString(folder.resolve(name))).as(name).doesNotContain("timer:");
        }
    }
}
