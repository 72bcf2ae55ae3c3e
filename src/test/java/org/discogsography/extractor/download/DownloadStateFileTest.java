package org.discogsography.extractor.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of downloads beyond a restart: several processes may use it, and it may be of no use. */
class DownloadStateFileTest {

    private static final int UPDATES = 100;

    @TempDir
    private Path folder;

    private DownloadStateFile state;

    @BeforeEach
    void state() {
        state = new DownloadStateFile(folder);
    }

    @Test
    void what_several_processes_note_at_the_same_time_is_all_there() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String prefix : List.of("a", "b", "c")) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            StateUpdates.class.getName(),
                            folder.toString(),
                            prefix,
                            Integer.toString(UPDATES))
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        }

        assertThat(state.read().files()).hasSize(3 * UPDATES);
    }

    @Test
    void requests_of_several_programs_that_share_it_are_apart_by_the_interval() throws Exception {
        var between = Duration.ofMillis(50);
        List<Instant> sent = new ArrayList<>();
        var threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<Instant>>> programs = new ArrayList<>();
            for (int program = 0; program < 3; program++) {
                programs.add(threads.submit(requests(between)));
            }
            for (Future<List<Instant>> program : programs) {
                sent.addAll(program.get());
            }
        } finally {
            threads.shutdownNow();
        }
        sent.sort(null);

        assertThat(sent).hasSize(15);
        for (int i = 1; i < sent.size(); i++) {
            assertThat(Duration.between(sent.get(i - 1), sent.get(i))).isGreaterThanOrEqualTo(between);
        }
    }

    /** Of one of them: the times that it has noted. */
    private Callable<List<Instant>> requests(Duration between) {
        return () -> {
            var last = new AtomicReference<Instant>();
            var courtesy = new Courtesy(
                    new DownloadStateFile(folder),
                    between,
                    () -> last.updateAndGet(time -> Instant.now()),
                    () -> false);
            List<Instant> noted = new ArrayList<>();
            for (int request = 0; request < 5; request++) {
                courtesy.await();
                noted.add(last.get());
            }
            return noted;
        };
    }

    @Test
    void a_process_that_hangs_while_it_notes_something_does_not_hang_the_others() throws Exception {
        Path lock = folder.resolve("lock");
        try (var ofAnother = DownloadLock.of(lock).orElseThrow()) {
            assertThatThrownBy(() -> DownloadLock.await(lock, Duration.ofSeconds(1)))
                    .hasMessage("another process keeps " + lock + " locked for 1 s");
            assertThat(ofAnother.lock().isValid()).isTrue();
        }
        DownloadLock.await(lock, Duration.ofSeconds(1)).close();
    }

    @Test
    void a_file_that_is_damaged_is_named_once_and_replaced_by_the_next_change() throws Exception {
        Files.writeString(state.path(), "{\"files\":");
        try (var log = LogLines.of(DownloadStateFile.class)) {
            assertThat(state.read()).isEqualTo(DownloadState.NONE);
            assertThat(state.read()).isEqualTo(DownloadState.NONE);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith(state.path() + " is damaged (")
                    .endsWith("): what was downloaded before is unknown");
        }

        state.update(before -> before.loaded("20261101"));
        assertThat(new DownloadStateFile(folder).read().loaded()).hasValue("20261101");
    }

    /** A folder stands for what this process may not read: whoever runs the tests may read every file. */
    @Test
    void a_file_that_cannot_be_read_is_not_called_damaged_and_not_replaced() throws Exception {
        Files.createDirectory(state.path());
        try (var log = LogLines.of(DownloadStateFile.class)) {
            assertThat(state.read()).isEqualTo(DownloadState.NONE);
            assertThat(state.read()).isEqualTo(DownloadState.NONE);
            assertThat(log.lines())
                    .containsExactly(
                            state.path() + " cannot be read (Is a directory): what was downloaded before is unknown");
        }

        assertThatThrownBy(() -> state.update(before -> before.with("a", new Downloaded("a", 1, 1))))
                .isInstanceOf(DownloadStateFile.UnreadableException.class)
                .hasMessage("Is a directory");
        assertThat(state.path()).isDirectory();
    }
}
