package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.health.HealthReport;
import org.discogsography.program.Inbox.Received;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.DumpHost;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.settings.RunningServices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running extractor takes up what comes later, by download or by hand. */
class MonthlyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Inbox inbox = Inbox.on(TestServers.start().broker());

    @TempDir
    private Path folder;

    private static String version(int monthsAgo) {
        return YearMonth.now(ZoneOffset.UTC).minusMonths(monthsAgo).toString().replace("-", "") + "01";
    }

    private Map<String, String> settings(Path dumps) {
        Map<String, String> settings = new HashMap<>(inbox.settings());
        settings.put("discogs.root", dumps.toString());
        settings.put("extractor.check-interval", "1");
        return settings;
    }

    private List<String> published() {
        return inbox.take("tableinator", DataType.ARTISTS).stream()
                .filter(message -> message.type().equals("extraction_complete"))
                .map(message -> message.body().path("version").asText())
                .toList();
    }

    @Test
    void dumps_that_are_downloaded_one_after_the_other_are_published_and_the_oldest_is_deleted() throws Exception {
        var sample = SampleDump.of(100);
        var august = sample.writeTo(folder.resolve("august"));
        var september = sample.inMonth(2).writeTo(folder.resolve("september"));
        Path dumps = folder.resolve("dumps");
        try (var host = DumpHost.start()) {
            host.offer(folder.resolve("august"), august.version(), version(2));
            Map<String, String> settings = settings(dumps);
            settings.put("extractor.download", "always");
            settings.put("extractor.keep-dumps", "1");
            settings.put("discogs.url", host.url());
            settings.put("discogs.request-interval", "0");
            try (var program = Program.start(List.of("extractor"), settings)) {
                awaitPublished(program, version(2));
                assertThat(published()).containsExactly(version(2));

                var context = program.main().getCamelContext();
                assertThat(context.getRegistry()
                                .findSingleByType(MeterRegistry.class)
                                .get("discogsography.download.received")
                                .functionCounter()
                                .count())
                        .isPositive();
                var report = new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class));
                // On a busy machine the broker's answer to a check may be late for a moment.
                await().atMost(PATIENCE).untilAsserted(() -> {
                    var health = report.now();
                    assertThat(health.status()).as("%s", health.reasons()).isEqualTo("healthy");
                });
                assertThat(report.now().sections().get("download").toString()).contains("newest=" + version(2));

                host.offer(folder.resolve("september"), september.version(), version(1));
                awaitPublished(program, version(1));
                assertThat(published()).containsExactly(version(1));
                assertThat(dumps.resolve("discogs_" + version(2) + "_releases.xml.gz"))
                        .as("what is newer waits in the queues")
                        .exists();
                try (var exchange = Exchange.connect(inbox.broker().port())) {
                    for (DataType type : DataType.values()) {
                        exchange.purge(inbox.queue("tableinator", type));
                        exchange.purge(inbox.queue("graphinator", type));
                    }
                }
                await().atMost(PATIENCE)
                        .until(() -> Files.notExists(dumps.resolve("discogs_" + version(2) + "_releases.xml.gz")));
                assertThat(dumps.resolve("discogs_" + version(1) + "_releases.xml.gz"))
                        .exists();
            }
        }
    }

    @Test
    void a_dump_that_somebody_puts_into_the_folder_is_published_and_one_that_lacks_a_file_is_not() throws Exception {
        var sample = SampleDump.of(100);
        Path dumps = folder.resolve("dumps");
        sample.writeTo(dumps);
        var september = sample.inMonth(2).writeTo(folder.resolve("september"));
        try (var program = Program.start(List.of("extractor"), settings(dumps))) {
            awaitPublished(program, sample.version());

            for (var file : september.files()) {
                assertThat(program.extraction().version()).isEqualTo(sample.version());
                // The extractor may look at any moment.
                Path part = Files.copy(file.path(), dumps.resolve(file.name() + ".copying"));
                Files.move(part, dumps.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
            }
            awaitPublished(program, september.version());
            List<Received> messages = inbox.take("tableinator", DataType.ARTISTS);
            assertThat(messages)
                    .extracting(message -> message.header("version"))
                    .contains(sample.version(), september.version());
            assertThat(dumps.resolve("discogs_20260801_artists.xml.gz"))
                    .as("a file of somebody's")
                    .exists();
        }
    }

    /** What made it unreadable may pass without a change in the folder. */
    @Test
    void a_dump_that_cannot_be_read_is_looked_at_again() throws Exception {
        Path dumps = folder.resolve("dumps");
        for (DataType type : DataType.values()) {
            Files.createDirectories(dumps);
            Files.writeString(dumps.resolve("discogs_20260801_" + type + ".xml.gz"), "no gzip");
        }
        Map<String, String> settings = settings(dumps);
        settings.put("extractor.download", "once"); // otherwise it would end
        settings.put("discogs.url", "http://127.0.0.1:" + LoopbackPort.free() + "/");
        try (var log = LogLines.of("org.discogsography.extractor.Extraction");
                var program = Program.start(List.of("extractor"), settings)) {
            await().atMost(PATIENCE)
                    .until(() -> log.lines().stream()
                                    .filter(line ->
                                            line.contains("artists") && line.contains("file_complete is not sent"))
                                    .count()
                            >= 3);
            assertThat(program.extraction().succeeded()).isFalse();
        }
    }

    private static void awaitPublished(Program program, String version) {
        await().atMost(PATIENCE)
                .until(() -> program.extraction().ended()
                        && version.equals(program.extraction().version())
                        && program.extraction().succeeded());
    }
}
