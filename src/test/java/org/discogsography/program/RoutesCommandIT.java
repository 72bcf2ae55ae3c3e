package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.routes.PackagedRoutes;
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

    @Test
    void the_program_runs_the_copies_and_takes_an_edit_up() throws Exception {
        try (var copying = Call.of(folder, "routes").start()) {
            assertThat(copying.exitCode(SOON)).as("%s", copying).isZero();
            assertThat(copying.out())
                    .contains(
                            Path.of("routes", ONE).toString(),
                            PackagedRoutes.read().size() + " files copied");
        }
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
    void a_file_that_is_no_route_is_refused_in_one_line_that_names_it() throws Exception {
        Path routes = folder.resolve("routes");
        PackagedRoutes.copyTo(routes, false);
        Files.writeString(routes.resolve(ONE), "- route: {id: x\n");
        try (var program = Call.of(folder, "tableinator")
                .with(NOBODY)
                .with("ROUTES_FOLDER", "routes")
                .start()) {
            assertThat(program.exitCode(SOON)).as("%s", program).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains(ONE + ":");
        }
    }
}
