package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.routes.EditedRoutes.EXTRACTOR;
import static org.discogsography.routes.EditedRoutes.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.LogLines;
import org.discogsography.timeline.Event.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extractor's routes, edited in the middle of a dump. */
class ReloadedExtractorTest {

    private static final String STEP =
            "              - to: direct:publish\n              - bean:\n                  ref: extraction\n                  method: confirmed\n";

    /** A tenth of a second for each batch of 20: without the edit the dump would take a minute, on any machine. */
    private static final String BRAKED_STEP =
            "              - delay:\n                  constant: 100\n                  asyncDelayed: false\n" + STEP;

    private static final String WITNESSED_STEP = "              - process:\n                  ref: witness\n" + STEP;

    @Test
    void the_edited_route_goes_on_with_the_rest_of_the_dump_and_no_message_is_missing_or_sent_twice(
            @TempDir Path folder) throws Exception {
        var dump = SampleDump.of(12_000).writeTo(Files.createDirectory(folder.resolve("dump")));
        var witnessed = new AtomicInteger();
        try (var routes = new EditedRoutes(
                folder.resolve("routes"),
                List.of("extractor"),
                Map.of("discogs.root", folder.resolve("dump").toString(), "extractor.batch-size", "20"),
                new EditedRoutes.Edit(EXTRACTOR, STEP, BRAKED_STEP))) {
            routes.bind("witness", exchange -> witnessed.incrementAndGet());
            await().atMost(PATIENCE).until(() -> published(routes) > 200);
            routes.edit(EXTRACTOR, BRAKED_STEP, WITNESSED_STEP);
            assertThat(routes.next(Kind.ROUTE_RELOADED)).contains("extractor", "extractor-file");
            await().atMost(PATIENCE).until(() -> routes.program().extraction().ended());
            assertThat(routes.program().extraction().succeeded()).isTrue();
            assertThat(witnessed.get()).as("the rest, by the edited route").isPositive();
            for (DataType type : DataType.values()) {
                assertThat(routes.exchange().ready("discogsography-tableinator-" + type))
                        .as("%s, that the file is complete, and that the extraction is", type)
                        .isEqualTo(dump.counts().get(type) + 2);
            }
            assertThat(routes.hasSaidMore()).isFalse();
        }
    }

    @Test
    void a_mistake_while_the_route_is_busy_leaves_it_as_it_was_and_it_goes_on(@TempDir Path folder) throws Exception {
        // With the brake it would take minutes.
        SampleDump.of(3_000).writeTo(Files.createDirectory(folder.resolve("dump")));
        var reached = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        try (var log = LogLines.of(RouteReload.class);
                var routes = new EditedRoutes(
                        folder.resolve("routes"),
                        List.of("extractor"),
                        Map.of("discogs.root", folder.resolve("dump").toString(), "extractor.batch-size", "20"),
                        new EditedRoutes.Edit(EXTRACTOR, STEP, BRAKED_STEP.replace("100", "1000")))) {
            routes.bind("witness", exchange -> {
                reached.countDown();
                gate.await();
            });
            routes.edit(EXTRACTOR, BRAKED_STEP.replace("100", "1000"), WITNESSED_STEP);
            routes.next(Kind.ROUTE_RELOADED);
            await().atMost(PATIENCE).until(() -> reached.getCount() == 0);

            routes.edit(EXTRACTOR, WITNESSED_STEP, STEP);
            await().atMost(PATIENCE).until(() -> log.lines().stream().anyMatch(line -> line.contains("is busy")));
            routes.edit(EXTRACTOR, "direct:publish", "no-such-component:publish");
            routes.next(Kind.ROUTE_REFUSED);
            gate.countDown();

            assertThat(routes.next(Kind.ROUTE_RELOADED)).contains("extractor");
            await().atMost(PATIENCE).until(() -> routes.program().extraction().ended());
            assertThat(routes.program().extraction().succeeded()).isTrue();
        }
    }

    private static long published(EditedRoutes routes) {
        return routes.program().extraction().files().stream()
                .mapToLong(file -> file.published())
                .sum();
    }
}
