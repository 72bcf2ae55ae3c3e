package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.discogsography.program.JarProcess.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that copies the routes out of the jar, and the program that runs the copies. */
class RoutesCommandIT {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String ONE = "tableinator/tableinator.camel.yaml";
    private static final Map<String, String> NOBODY =
            Map.of("amqp.connection", "amqp://guest:guest@127.0.0.1:1/", "postgres.address", "127.0.0.1:1");

    @TempDir
    private Path folder;

    private JarProcess ended(int exitCode, String... words) {
        try (var program = Call.of(folder, words).start()) {
            assertThat(program.exitCode(SOON)).as("%s", program).isEqualTo(exitCode);
            return program;
        }
    }

    private String packaged(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/routes").resolve(name));
    }

    @Test
    void all_route_files_are_copied_and_once_more_where_they_are_the_same() throws Exception {
        assertThat(ended(0, "routes").out()).contains(Path.of("routes", ONE).toString(), "files copied");
        for (String name : new String[] {ONE, "common/consume.camel.yaml", "extractor/extractor.camel.yaml"}) {
            assertThat(folder.resolve("routes").resolve(name)).hasContent(packaged(name));
        }
        assertThat(ended(0, "routes", "routes").out()).contains("0 files copied");
    }

    @Test
    void an_edited_file_is_overwritten_with_force_alone() throws Exception {
        ended(0, "routes", "mine");
        Path edited = folder.resolve("mine").resolve(ONE);
        Files.writeString(edited, "# mine\n");
        Files.delete(folder.resolve("mine/common/health.camel.yaml"));

        assertThat(ended(1, "routes", "mine").err().lines())
                .singleElement()
                .asString()
                .contains("Nothing copied", ONE, "--force");
        assertThat(edited).hasContent("# mine");
        assertThat(folder.resolve("mine/common/health.camel.yaml")).doesNotExist();

        assertThat(ended(0, "routes", "mine", "--force").out()).contains(ONE, "2 files copied");
        assertThat(edited).hasContent(packaged(ONE));
    }

    @Test
    void other_words_are_refused_in_one_line() {
        assertThat(ended(2, "routes", "a", "b").err().lines())
                .singleElement()
                .asString()
                .contains("Unexpected argument 'b'", "[--force] [<folder>]");
        assertThat(ended(2, "routes", "--all").err()).contains("'--all'", "[--force] [<folder>]");
        assertThat(ended(0, "routes", "--help").out()).contains("--force", "<folder>");
    }

    @Test
    void a_folder_that_cannot_be_written_to_is_named_in_one_line() throws Exception {
        Files.writeString(folder.resolve("taken"), "a file");
        assertThat(ended(1, "routes", "taken").err().lines())
                .singleElement()
                .asString()
                .contains("cannot be copied to taken");
    }

    @Test
    void the_program_runs_the_copies_and_takes_an_edit_up() throws Exception {
        ended(0, "routes");
        var call = Call.of(folder, "tableinator")
                .with(NOBODY)
                .with("ROUTES_FOLDER", "routes")
                .with("ROUTES_RELOAD", "true");
        try (var program = call.start()) {
            await().atMost(SOON).until(() -> program.out().contains("(discogsography) started"));
            Path file = folder.resolve("routes").resolve(ONE);
            String original = Files.readString(file);
            Files.writeString(file, original.replace("routeTemplateRef: consume", "routeTemplateRef: consum"));
            await().atMost(SOON).until(() -> program.out().contains(ONE + ":"));
            assertThat(program.out().lines().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .contains("no route template consum", "the running routes are unchanged");
            Files.writeString(file, original);
            Path template = folder.resolve("routes/common/consume.camel.yaml");
            Files.writeString(
                    template, Files.readString(template).replace("autoDeclare: false", "autoDeclare: \"false\""));
            await().atMost(SOON).until(() -> program.out().contains("reloaded: tableinator-artists"));
        }
    }

    @Test
    void settings_that_make_no_sense_are_refused_in_one_line() throws Exception {
        refused(Map.of("routes.reload", "true"), "routes.reload");
        refused(Map.of("routes.reload", "often"), "routes.reload");
        refused(Map.of("routes.folder", "nowhere"), "routes.folder");
        Files.createDirectory(folder.resolve("empty"));
        refused(Map.of("routes.folder", "empty"), "routes.folder");
        ended(0, "routes");
        Files.writeString(folder.resolve("routes").resolve(ONE), "- route: {id: x\n");
        refused(Map.of("routes.folder", "routes"), ONE + ":");
    }

    private void refused(Map<String, String> settings, String named) {
        try (var program =
                Call.of(folder, "tableinator").with(NOBODY).with(settings).start()) {
            assertThat(program.exitCode(SOON)).as("%s", program).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains(named);
        }
    }
}
