package org.discogsography.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that copies the routes, into a folder that may have some already. */
class RoutesCommandTest {

    private static final String ONE = "tableinator/tableinator.camel.yaml";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Cli.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private static String packaged(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/routes").resolve(name));
    }

    @Test
    void all_route_files_are_copied_and_once_more_where_they_are_the_same() throws Exception {
        Path mine = folder.resolve("mine");
        assertThat(run("routes", mine.toString())).isZero();
        assertThat(out.toString()).contains(mine.resolve(ONE).toString(), "files copied");
        for (String name : new String[] {ONE, "common/consume.camel.yaml", "extractor/extractor.camel.yaml"}) {
            assertThat(mine.resolve(name)).hasContent(packaged(name));
        }

        assertThat(run("routes", mine.toString())).isZero();
        assertThat(out.toString()).contains("0 files copied");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void an_edited_file_is_overwritten_with_force_alone() throws Exception {
        run("routes", folder.toString());
        Path edited = folder.resolve(ONE);
        Files.writeString(edited, "# mine\n");
        Path deleted = folder.resolve("common/health.camel.yaml");
        Files.delete(deleted);

        assertThat(run("routes", folder.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("Nothing copied", ONE, "--force");
        assertThat(edited).hasContent("# mine");
        assertThat(deleted).doesNotExist();

        assertThat(run("routes", folder.toString(), "--force")).isZero();
        assertThat(out.toString()).contains(ONE, "2 files copied");
        assertThat(edited).hasContent(packaged(ONE));
    }

    @Test
    void a_folder_that_cannot_be_written_to_is_named_in_one_line() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "a file");

        assertThat(run("routes", taken.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("cannot be copied to " + taken);
    }
}
