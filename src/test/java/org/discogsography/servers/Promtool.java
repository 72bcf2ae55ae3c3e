package org.discogsography.servers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus' own tool that checks metrics, rules and configurations, as it is installed. */
public final class Promtool {

    private static final long PATIENCE_SECONDS = 120;

    private final Path program;

    private Promtool(Path program) {
        this.program = program;
    }

    /** What it said, on both of its outputs. */
    public record Answer(int exitCode, String text) {}

    /** The one on the path; without it the test that asks is skipped, and fails in a build (CI=true). */
    public static Promtool require() {
        var found = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            return new Promtool(found.get());
        }
        String why = "no promtool on this machine (install the package prometheus)";
        if (Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")))) {
            fail("CI is true, and this test would be skipped: " + why);
        }
        abort("skipped: " + why);
        throw new IllegalStateException(why);
    }

    /** Runs it with these arguments, from the project's folder. */
    public Answer run(String... arguments) {
        return call("", arguments);
    }

    /** What it finds in a page of metrics: nothing, if all is well. */
    public Answer checkMetrics(String page) {
        return call(page, "check", "metrics");
    }

    private Answer call(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path in = Files.createTempFile("promtool", ".txt");
            Path out = Files.createTempFile("promtool", ".txt");
            try {
                Files.writeString(in, input);
                Process process = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("promtool does not come to an end");
                }
                return new Answer(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
