package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.routes.EditedRoutes.EXTRACTOR;
import static org.discogsography.routes.EditedRoutes.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.timeline.Event.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extractor's routes, edited in the middle of a dump. */
class ReloadedExtractorTest {

    private static final String STEP = "              - process:\n                  ref: publish\n";

    @Test
    void the_edited_route_goes_on_with_the_rest_of_the_dump_and_no_message_is_missing_or_sent_twice(
            @TempDir Path folder) throws Exception {
        var dump = SampleDump.of(12_000).writeTo(Files.createDirectory(folder.resolve("dump")));
        var slow = new AtomicInteger();
        try (var routes = new EditedRoutes(
                folder.resolve("routes"),
                List.of("extractor"),
                Map.of("discogs.root", folder.resolve("dump").toString(), "extractor.batch-size", "20"))) {
            routes.bind("witness", exchange -> {
                slow.incrementAndGet();
            });
            await().atMost(PATIENCE).until(() -> published(routes) > 200);
            routes.edit(EXTRACTOR, STEP, STEP + "              - process:\n                  ref: witness\n");
            assertThat(routes.next(Kind.ROUTE_RELOADED)).contains("extractor", "extractor-file", "extractor-publish");
            int before = slow.get();
            assertThat(routes.program().extraction().ended())
                    .as("in the middle")
                    .isFalse();
            await().atMost(PATIENCE).until(() -> routes.program().extraction().ended());
            assertThat(slow.get()).as("the rest, by the edited route").isGreaterThan(before);
            assertThat(routes.program().extraction().succeeded()).isTrue();
            for (DataType type : DataType.values()) {
                assertThat(routes.exchange().ready("discogsography-tableinator-" + type))
                        .as("%s, that the file is complete, and that the extraction is", type)
                        .isEqualTo(dump.counts().get(type) + 2);
            }
            assertThat(routes.hasSaidMore()).isFalse();
        }
    }

    private static long published(EditedRoutes routes) {
        return routes.program().extraction().files().stream()
                .mapToLong(file -> file.published())
                .sum();
    }
}
