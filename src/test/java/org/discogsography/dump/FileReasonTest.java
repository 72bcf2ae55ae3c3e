package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReasonTest {

    @TempDir
    private Path folder;

    private static String reason(ThrowingCallable call) {
        return FileReason.of(catchThrowableOfType(IOException.class, call));
    }

    @Test
    void a_file_that_is_not_there() {
        Path missing = folder.resolve("missing");

        assertThat(reason(() -> Files.size(missing))).isEqualTo("no such file or folder: " + missing);
    }

    @Test
    void a_file_in_the_place_of_a_folder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(reason(() -> Files.list(file).close())).isEqualTo("not a folder: " + file);
        assertThat(reason(() -> Files.createDirectories(file))).isEqualTo("a file of that name is in the way: " + file);
    }

    @Test
    void a_folder_that_is_not_empty() throws Exception {
        Files.createFile(folder.resolve("file"));

        assertThat(reason(() -> Files.delete(folder))).isEqualTo("the folder is not empty: " + folder);
    }

    /** As the JDK throws it; a test that runs as root may read every file. */
    @Test
    void a_file_that_may_not_be_read() {
        assertThat(FileReason.of(new AccessDeniedException("/x"))).isEqualTo("access denied: /x");
    }

    @Test
    void links_that_form_a_circle() {
        assertThat(FileReason.of(new FileSystemLoopException("/x"))).isEqualTo("symbolic links form a circle: /x");
    }

    @Test
    void what_the_system_gives_as_the_reason_is_kept() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(reason(() -> Files.createFile(file.resolve("below"))))
                .isEqualTo(file.resolve("below") + ": Not a directory");

        assertThat(FileReason.of(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo("/x: No space left on device");
        assertThat(FileReason.of(new IOException("Input/output error"))).isEqualTo("Input/output error");
    }

    @Test
    void a_failure_without_words_is_named() {
        assertThat(FileReason.of(new IOException())).isEqualTo("IOException");
        assertThat(FileReason.of(new AccessDeniedException(null))).isEqualTo("access denied");
    }
}
