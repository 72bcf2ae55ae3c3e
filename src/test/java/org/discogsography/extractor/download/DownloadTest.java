package org.discogsography.extractor.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.extractor.download.DownloadSettings.Mode;
import org.discogsography.servers.DumpHost;
import org.discogsography.servers.DumpHost.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is downloaded from a host that behaves, and what is left of one that does not. */
class DownloadTest {

    private static final String NOVEMBER = "20261101";
    private static final String RELEASES = "discogs_20261101_releases.xml.gz";
    private static final Duration DAY = Duration.ofDays(1);

    private DownloadRig rig;

    @BeforeEach
    void start(@TempDir Path folder) {
        rig = new DownloadRig(folder);
        rig.host.offer("20261001", "October").offer(NOVEMBER, "November");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void the_newest_whole_dump_is_downloaded_in_six_requests_and_looked_for_again_a_day_later() {
        assertThat(rig.run()).isEmpty();

        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
        assertThat(rig.names()).hasSize(5);
        assertThat(rig.host.requests())
                .containsExactly(
                        "prefix=data%2F2026%2F",
                        "download=data%2F2026%2Fdiscogs_20261101_CHECKSUM.txt",
                        "download=data%2F2026%2Fdiscogs_20261101_artists.xml.gz",
                        "download=data%2F2026%2Fdiscogs_20261101_labels.xml.gz",
                        "download=data%2F2026%2Fdiscogs_20261101_masters.xml.gz",
                        "download=data%2F2026%2Fdiscogs_20261101_releases.xml.gz");
        assertThat(rig.host.userAgents()).containsOnly("Discogsography/1.0.0");

        rig.after(DAY.minusSeconds(1));
        rig.run();
        assertThat(rig.host.requests()).hasSize(6);

        rig.after(Duration.ofSeconds(1));
        rig.run();
        assertThat(rig.host.requests()).hasSize(8);
    }

    @Test
    void a_month_that_is_not_whole_yet_is_taken_once_it_is() {
        rig.host.remove("discogs_20261101_CHECKSUM.txt");
        rig.run();
        assertThat(rig.hasWhole("20261001")).isTrue();

        rig.host.checksums(NOVEMBER);
        rig.after(DAY.multipliedBy(14));
        rig.run();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void in_January_the_dump_of_December_is_found_and_later_that_of_January() {
        rig.host.offer("20261201", "December");
        rig.now = Instant.parse("2027-01-02T00:00:00Z");
        rig.run();
        assertThat(rig.hasWhole("20261201")).isTrue();

        rig.host.offer("20270101", "January");
        rig.after(DAY);
        rig.run();
        assertThat(rig.hasWhole("20270101")).isTrue();
    }

    @Test
    void a_file_that_has_been_replaced_is_downloaded_again_and_no_other() {
        rig.run();
        rig.host.put(RELEASES, DumpHost.gzip("better")).checksums(NOVEMBER);
        rig.after(DAY);

        assertThat(rig.run()).isEmpty();

        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
        assertThat(rig.host.requests().subList(6, 9))
                .containsExactly(
                        "prefix=data%2F2026%2F",
                        "download=data%2F2026%2Fdiscogs_20261101_CHECKSUM.txt",
                        "download=data%2F2026%2Fdiscogs_20261101_releases.xml.gz");
    }

    @Test
    void somebodys_own_file_that_differs_is_left_as_it_is_and_the_dump_is_not_downloaded_until_it_is_gone()
            throws Exception {
        Files.createDirectories(rig.folder);
        Path own = Files.writeString(rig.folder.resolve(RELEASES), "somebody's own");

        assertThat(rig.run()).singleElement().satisfies(line -> assertThat(line)
                .contains(RELEASES, "from somebody else", "Move that away"));
        assertThat(rig.names()).containsExactly(RELEASES);
        assertThat(own).hasContent("somebody's own");

        Files.delete(own);
        rig.after(DAY);
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void somebodys_own_file_is_kept_if_it_is_what_Discogs_has_and_left_alone_once_that_is_replaced() throws Exception {
        Files.createDirectories(rig.folder);
        Path own = Files.write(rig.folder.resolve(RELEASES), rig.host.file(RELEASES));
        Path list = rig.folder.resolve("discogs_20261101_CHECKSUM.txt");
        String hashes = new String(rig.host.file(list.getFileName().toString()), UTF_8).replace(" ", "  ");
        Files.writeString(list, hashes);

        assertThat(rig.run()).isEmpty();
        assertThat(rig.names()).hasSize(5);
        assertThat(list).hasContent(hashes);

        rig.host.put(RELEASES, DumpHost.gzip("better")).checksums(NOVEMBER);
        rig.after(DAY);
        byte[] before = Files.readAllBytes(own);
        assertThat(rig.run()).singleElement().asString().contains(RELEASES).contains("CHECKSUM");
        assertThat(own).hasBinaryContent(before);
    }

    @Test
    void a_kill_before_a_replaced_file_has_its_name_leaves_the_old_one_as_downloaded_here() throws Exception {
        rig.run();
        Path releases = rig.folder.resolve(RELEASES);
        var state = new DownloadStateFile(rig.stateFolder);
        state.update(before -> before.renaming(RELEASES, new DownloadState.Downloaded("elsewhere", 1, 1)));
        assertThat(state.read().isDownloaded(releases)).isTrue();

        rig.host.put(RELEASES, DumpHost.gzip("better")).checksums(NOVEMBER);
        rig.after(DAY);
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void a_loop_of_commands_asks_less_and_less_often() throws Exception {
        rig.mode = Mode.NEVER;
        rig.host.always("prefix", DumpHost.status(500));
        for (int time = 0; time < 24 * 6; time++) {
            rig.command();
            rig.after(Duration.ofMinutes(10));
        }
        assertThat(rig.host.requests())
                .as("four times as it comes, then after 10, 20, 40 … minutes")
                .hasSizeBetween(8, 12);

        rig.after(DAY);
        assertThat(rig.command()).as("the next day").isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_command_for_a_version_leaves_the_next_look_of_the_service_as_it_was(boolean works) throws Exception {
        rig.run();
        var state = new DownloadStateFile(rig.stateFolder);
        Asking before = state.read().asking();
        rig.mode = Mode.NEVER;
        rig.wanted = new Wanted(Wanted.newest().types(), Optional.of("20261001"));
        if (!works) {
            rig.host.always("prefix", DumpHost.status(500));
        }

        rig.after(DAY.dividedBy(2));
        assertThat(rig.command()).isTrue();

        assertThat(rig.hasWhole("20261001")).isEqualTo(works);
        Asking after = state.read().asking();
        assertThat(after.nextLook()).isEqualTo(before.nextLook());
        assertThat(after.newest()).isEqualTo(before.newest());
        assertThat(after.failures() + after.begun()).isZero();
        assertThat(after.commanded()).hasSize(1);
    }

    @Test
    void a_version_and_types_that_are_named_are_downloaded_although_there_is_a_newer_one() {
        rig.wanted = new Wanted(EnumSet.of(DataType.ARTISTS), Optional.of("20261001"));

        assertThat(rig.run()).isEmpty();

        assertThat(rig.names()).containsExactly("discogs_20261001_CHECKSUM.txt", "discogs_20261001_artists.xml.gz");
    }

    @Test
    void a_version_that_Discogs_does_not_have_is_reported() {
        rig.wanted = new Wanted(EnumSet.allOf(DataType.class), Optional.of("20261201"));

        assertThat(rig.run()).singleElement().asString().contains("Discogs has no whole dump of 20261201: it lacks");
    }

    @Test
    void what_is_older_than_what_has_been_published_or_put_there_is_not_downloaded() throws Exception {
        rig.published.put("discogs_20261201_artists.xml.gz", "");
        assertThat(rig.run()).isEmpty();
        assertThat(rig.host.requests()).hasSize(1);

        rig.published.clear();
        for (DataType type : DataType.values()) {
            Files.writeString(rig.folder.resolve("discogs_20261201_" + type + ".xml.gz"), "by hand");
        }
        rig.after(DAY);
        rig.run();
        assertThat(rig.host.requests()).hasSize(2);
    }

    @Test
    void files_that_were_published_and_then_removed_are_not_downloaded_again_until_one_is_replaced() {
        for (DataType type : DataType.values()) {
            String name = "discogs_" + NOVEMBER + "_" + type + ".xml.gz";
            rig.published.put(name, DownloadRig.sha256(rig.host.file(name)));
        }
        rig.run();
        assertThat(rig.names()).isEmpty();

        rig.host.put(RELEASES, DumpHost.gzip("better")).checksums(NOVEMBER);
        rig.after(DAY);
        rig.run();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void older_dumps_that_were_downloaded_are_deleted_after_a_newer_one_has_been_loaded() throws Exception {
        rig.host.remove("discogs_20261101_CHECKSUM.txt");
        rig.run();
        rig.host.checksums(NOVEMBER);
        rig.after(DAY);
        rig.run();
        Path mine = rig.folder.resolve("discogs_20260901_artists.xml.gz");
        Files.writeString(mine, "mine");
        Path changed = rig.folder.resolve("discogs_20261001_labels.xml.gz");
        Files.writeString(changed, "put there in its place");

        rig.deleteOld(1);
        assertThat(rig.names()).as("nothing newer has been published").hasSize(11);

        for (DataType type : DataType.values()) {
            rig.published.put("discogs_" + NOVEMBER + "_" + type + ".xml.gz", "");
        }
        rig.deleteOld(2);
        assertThat(rig.names()).hasSize(11);

        rig.nothingWaits = false;
        rig.deleteOld(1);
        assertThat(rig.names()).as("its messages wait in the queues").hasSize(11);

        rig.nothingWaits = true;
        rig.deleteOld(1);
        assertThat(rig.names())
                .hasSize(7)
                .contains(mine.getFileName().toString(), changed.getFileName().toString());
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void an_older_dump_that_was_asked_for_by_name_is_not_deleted_at_once() throws Exception {
        rig.run();
        rig.wanted = new Wanted(Wanted.newest().types(), Optional.of("20261001"));
        rig.mode = Mode.NEVER;
        assertThat(rig.command()).isTrue();
        rig.wanted = Wanted.newest();
        for (DataType type : DataType.values()) {
            rig.published.put("discogs_" + NOVEMBER + "_" + type + ".xml.gz", "");
        }

        rig.deleteOld(1);

        assertThat(rig.hasWhole("20261001")).isTrue();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void once_is_once() {
        rig.mode = Mode.ONCE;
        rig.run();
        rig.after(DAY.multipliedBy(40));

        assertThat(rig.last.isDue()).isFalse();
    }

    @Test
    void nothing_is_asked_if_downloading_is_off() {
        rig.mode = Mode.NEVER;
        rig.run();

        assertThat(rig.host.requests()).isEmpty();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> faults() {
        return Stream.of(
                arguments("a body that is cut short", DumpHost.cut(), "broke off"),
                arguments(
                        "a body that is cut short, without a length",
                        DumpHost.cutWithoutLength(),
                        "does not have the SHA-256"),
                arguments(
                        "other bytes than those of the checksum",
                        DumpHost.instead("application/gzip", DumpHost.gzip("x")),
                        "does not have the SHA-256"),
                arguments(
                        "an HTML page",
                        DumpHost.instead("text/html", "<html>".getBytes(UTF_8)),
                        "an HTML page comes in its place"),
                arguments(
                        "an HTML page that is called gzip",
                        DumpHost.instead("application/gzip", "<html>".getBytes(UTF_8)),
                        "an HTML page comes in its place"),
                arguments(
                        "something else",
                        DumpHost.instead("application/gzip", "PK".getBytes(UTF_8)),
                        "not a gzip file"),
                arguments("an endless body", DumpHost.endless(), "more comes than"),
                arguments(
                        "a redirect to another host",
                        DumpHost.status(302, "Location", "http://example.org/x"),
                        "a redirect to http://example.org/x, which is not followed"),
                arguments("a file that is not there", DumpHost.status(404), "answers 404"),
                arguments("a failure of the host", DumpHost.status(500), "answers 500"),
                arguments(
                        "a host that is overloaded",
                        DumpHost.status(503, "Retry-After", "120"),
                        "asks for silence until 2026-11-05T08:02:00Z"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void what_is_wrong_is_thrown_away_reported_in_one_line_and_tried_again(String name, Fault fault, String reported) {
        rig.host.once("releases", fault);

        assertThat(rig.run()).singleElement().satisfies(line -> assertThat(line)
                .contains(RELEASES)
                .contains(reported)
                .contains("the next try is at")
                .doesNotContain("\n"));
        assertThat(rig.names())
                .containsExactly(
                        "discogs_20261101_artists.xml.gz",
                        "discogs_20261101_labels.xml.gz",
                        "discogs_20261101_masters.xml.gz");
        assertThat(rig.last.progress().version()).isEmpty();

        rig.after(DAY);
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
        assertThat(rig.host.requests()).as("whole files are not fetched again").hasSize(9);
    }

    @Test
    void a_stall_is_found_and_the_dump_that_is_there_stays() {
        rig.host.remove("discogs_20261101_CHECKSUM.txt");
        rig.run();
        rig.host.checksums(NOVEMBER).once("masters", rig.host.stall());
        rig.stall = Duration.ofSeconds(1);
        rig.after(DAY);

        assertThat(rig.run()).singleElement().asString().contains("nothing more has come for 1 s");
        assertThat(rig.hasWhole("20261001")).isTrue();
        assertThat(rig.names()).noneMatch(file -> file.endsWith(".part"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "date"})
    void a_pause_that_the_host_asks_for_is_kept_beyond_restarts(String header) {
        Instant end = rig.now.plusSeconds(3600);
        String value = header.equals("date")
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(end.atOffset(ZoneOffset.UTC))
                : header;
        rig.host.once("prefix", DumpHost.status(429, "Retry-After", value));

        assertThat(rig.run()).singleElement().asString().contains("asks for silence until 2026-11-05T09:00:00Z");
        for (int restart = 0; restart < 5; restart++) {
            rig.after(Duration.ofMinutes(10));
            rig.run();
        }
        assertThat(rig.host.requests()).hasSize(1);

        rig.after(Duration.ofMinutes(11));
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "Thu, 99 Nov 2026 08:00:00 GMT"})
    void a_host_that_asks_for_fewer_requests_without_a_time_that_can_be_read_is_not_asked_for_a_day(String header) {
        rig.interval = Duration.ofMinutes(1);
        rig.host.once("prefix", header.isEmpty() ? DumpHost.status(429) : DumpHost.status(429, "Retry-After", header));

        assertThat(rig.run())
                .singleElement()
                .asString()
                .startsWith("the list of 2026: Discogs answers 429 with")
                .contains(header, "nothing is asked until 2026-11-06T08:00:00Z");
        rig.mode = Mode.NEVER;
        for (int hour = 0; hour < 23; hour++) {
            rig.after(Duration.ofHours(1));
            rig.run();
            rig.command();
        }
        assertThat(rig.host.requests()).hasSize(1);

        rig.mode = Mode.ALWAYS;
        rig.after(Duration.ofHours(2));
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void restarts_in_a_loop_do_not_ask_more_often() {
        rig.host.always("prefix", DumpHost.status(500));
        for (int restart = 0; restart < 20; restart++) {
            rig.run();
            rig.after(Duration.ofMinutes(3));
        }
        assertThat(rig.host.requests()).as("after 10, 20, 40 minutes").hasSizeBetween(2, 4);
    }

    @Test
    void a_program_that_is_killed_in_the_middle_again_and_again_looks_less_and_less_often() {
        int looks = 0;
        for (int minute = 0; minute < 60; minute++) {
            looks += rig.beginsAndIsKilled() ? 1 : 0;
            rig.after(Duration.ofMinutes(1));
        }
        assertThat(looks)
                .as("three times again at once, then after 10 minutes, 20, 40")
                .isEqualTo(6);

        rig.after(Duration.ofHours(1));
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void without_a_state_folder_nothing_is_asked() throws Exception {
        Files.writeString(rig.stateFolder, "a file in its place");

        assertThat(rig.run())
                .singleElement()
                .asString()
                .contains("extractor.state-folder")
                .contains("cannot be written (a file of that name is in the way: " + rig.stateFolder + ")");
        assertThat(rig.host.requests()).isEmpty();
        assertThat(rig.last.isDue()).as("the next try is only noted in memory").isFalse();
        rig.after(Duration.ofMinutes(10));
        assertThat(rig.last.isDue()).isTrue();
    }

    @Test
    void a_disk_without_room_is_reported_before_anything_is_downloaded() {
        rig.reserve = Long.MAX_VALUE / 2;

        assertThat(rig.run()).singleElement().asString().contains(" to spare: ", " must stay free");
        assertThat(rig.names()).isEmpty();
    }

    @Test
    void what_an_earlier_run_has_left_unfinished_is_removed_and_other_files_are_not() throws Exception {
        Files.createDirectories(rig.folder);
        Files.writeString(rig.folder.resolve(RELEASES + ".part"), "half");
        Files.writeString(rig.folder.resolve("discogs_20261001_CHECKSUM.txt.part"), "half");
        Files.writeString(rig.folder.resolve("mine.part"), "mine");
        rig.run();

        assertThat(rig.names()).hasSize(6).contains("mine.part");
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void two_processes_do_not_download_into_one_folder() throws Exception {
        Files.createDirectories(rig.folder);
        try (var lock = DownloadLock.of(rig.folder.resolve(TargetFolder.LOCK)).orElseThrow()) {
            assertThat(rig.run()).singleElement().asString().contains("Another process downloads into ");
        }
        assertThat(rig.host.requests()).isEmpty();
    }

    @Test
    void two_processes_that_share_what_they_know_of_requests_do_not_download_at_the_same_time() throws Exception {
        var state = new DownloadStateFile(rig.stateFolder);
        state.update(before -> before.asking(asking -> asking.begins(rig.now)));
        try (var lock = state.lock().orElseThrow()) {
            for (int look = 0; look < 5; look++) {
                assertThat(rig.run())
                        .singleElement()
                        .asString()
                        .startsWith("Another process downloads, with the same extractor.state-folder");
            }
        }
        assertThat(rig.host.requests()).isEmpty();
        assertThat(state.read().asking().begun())
                .as("what the other one has noted")
                .isEqualTo(1);

        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    /** As a volume that is not mounted for a night. */
    @Test
    void a_folder_that_is_away_does_not_make_looks_rarer_because_nobody_is_asked() throws Exception {
        Path inItsPlace = Files.writeString(rig.folder, "a file in its place");
        for (int look = 0; look < 10; look++) {
            assertThat(rig.run())
                    .singleElement()
                    .asString()
                    .startsWith("discogs.root: nothing can be written to " + rig.folder + " (");
            assertThat(rig.last.isDue()).isFalse();
            rig.after(Duration.ofMinutes(10));
            assertThat(rig.last.isDue()).isTrue();
        }
        assertThat(rig.host.requests()).isEmpty();

        Files.delete(inItsPlace);
        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
    }

    @Test
    void with_a_state_that_cannot_be_read_nothing_is_asked() throws Exception {
        Path unreadable = new DownloadStateFile(rig.stateFolder).path();
        Files.createDirectories(unreadable);

        assertThat(rig.run())
                .singleElement()
                .asString()
                .contains(unreadable + " cannot be read (Is a directory): nothing is requested from Discogs until it"
                        + " can be, because it may say that Discogs has asked for a pause");
        assertThat(rig.host.requests()).isEmpty();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> markups() {
        UnaryOperator<String> plain = page -> page.replace("%2F", "/");
        UnaryOperator<String> lower = page -> page.replace("%2F", "%2f");
        UnaryOperator<String> table =
                page -> page.replace("<a href=\"?", "<td><a class='x' href='https://elsewhere.example/?")
                        .replace("\">", "'>");
        UnaryOperator<String> list = page -> page.replaceAll("<a[^>]*>(.*)</a>", "$1");
        UnaryOperator<String> climbing = page -> page.replace("data%2F2026%2F", "..%2F..%2Fetc%2F");
        UnaryOperator<String> longTags = page -> page.replace("<a href", "<a class='" + "x".repeat(500) + "' href");
        return Stream.of(plain, lower, table, list, climbing, longTags)
                .map(org.junit.jupiter.params.provider.Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("markups")
    void names_are_found_whatever_stands_around_them(UnaryOperator<String> markup) {
        rig.host.markup(markup);

        assertThat(rig.run()).isEmpty();
        assertThat(rig.hasWhole(NOVEMBER)).isTrue();
        assertThat(rig.host.requests()).allMatch(query -> query.matches("(prefix|download)=data%2F2026%2F[\\w.]*"));
    }

    /** A host that asks for no silence, or whose clock is behind, is not asked again at once. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "Sat, 01 Jan 2022 00:00:00 GMT"})
    void a_short_retry_after_shortens_no_wait(String value) {
        rig.host.always("prefix", DumpHost.status(503, "Retry-After", value));
        rig.run();
        int asked = rig.host.requests().size();
        rig.after(Duration.ofMinutes(5));
        rig.run();
        assertThat(rig.host.requests()).hasSize(asked);
    }

    @Test
    void a_list_in_which_nothing_is_found_is_reported() {
        rig.host.markup(page -> "<html>Please enable JavaScript</html>");

        assertThat(rig.run()).singleElement().asString().contains("their form may have changed");
    }

    @Test
    void a_list_or_a_checksum_file_without_an_end_is_not_read_to_it() {
        rig.host.once("prefix", DumpHost.endless());
        assertThat(rig.run()).singleElement().asString().contains("longer than");

        rig.host.once("CHECKSUM", DumpHost.endless());
        rig.after(DAY);
        assertThat(rig.run()).singleElement().asString().contains("longer than");
    }

    @Test
    void a_checksum_file_that_lacks_a_file_is_reported() {
        rig.host.once("CHECKSUM", DumpHost.instead("text/plain", "nothing".getBytes(UTF_8)));

        assertThat(rig.run()).singleElement().asString().contains("has no SHA-256 of");
    }

    @Test
    void a_listing_gives_sizes_for_the_look_at_the_disk() {
        var listing = Listing.parse(
                "2026-11-03 01:02:03   9.1 GB   <a href=\"?download=data%2F2026%2F" + RELEASES + "\">" + RELEASES
                        + "</a>\n<tr><td>401.7 MB</td><td><a href='?download=data/2026/discogs_20261101_artists.xml.gz'>",
                java.time.Year.of(2026));

        assertThat(listing.size(HostedFile.of(NOVEMBER, DataType.RELEASES))).hasValue((long) (9.1 * (1L << 30)));
        assertThat(listing.size(HostedFile.of(NOVEMBER, DataType.ARTISTS))).hasValue((long) (401.7 * (1L << 20)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discogs_20261301_artists.xml.gz",
                "discogs_20251101_artists.xml.gz",
                "discogs_20261101_artists.xml.gz.exe",
                "discogs_20261101_../../x.xml.gz",
                "discogs_2026110_artists.xml.gz",
                "DISCOGS_20261101_artists.xml.gz"
            })
    void a_name_of_another_form_is_no_dump(String name) {
        assertThat(Listing.parse("<a href=\"?download=data%2F2026%2F" + name + "\">", java.time.Year.of(2026))
                        .versions())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1e9", "Thu, 99 Nov 2026 08:00:00 GMT"})
    void a_retry_after_of_another_form_is_none(String header) {
        assertThat(RetryAfter.time(header, rig.now)).isEmpty();
    }

    @Test
    void a_retry_after_is_obeyed_for_a_week_at_most() {
        assertThat(RetryAfter.time("99999999999999999", rig.now)).hasValue(rig.now.plus(Duration.ofDays(7)));
        assertThat(RetryAfter.time("Thu, 05 Nov 2099 08:00:00 GMT", rig.now))
                .hasValue(rig.now.plus(Duration.ofDays(7)));
    }

    @Test
    void two_requests_are_apart_by_the_interval() throws Exception {
        var state = new DownloadStateFile(rig.stateFolder);
        var courtesy = new Courtesy(state, Duration.ofMillis(300), java.time.InstantSource.system(), () -> false);
        courtesy.await();
        Instant first = state.read().asking().asked().orElseThrow();
        courtesy.await();

        assertThat(Duration.between(first, state.read().asking().asked().orElseThrow()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
}
