package org.discogsography.servers;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Python that {@code .ci/python-tools} installs, with schemathesis and the official client of MCP. */
public final class PythonTools {

    private static final String FOLDER_VARIABLE = "PYTHON_TOOLS_FOLDER";
    private static final Path FOLDER = Path.of(
            Optional.ofNullable(System.getenv(FOLDER_VARIABLE)).orElse("/var/cache/discogsography/python-tools"));
    private static final Path WANTED = Path.of(".ci/python-tools.txt");
    private static final long PATIENCE_SECONDS = 180;

    private PythonTools() {}

    /** What a program has said on its two outputs. */
    public record Answer(int exitCode, String output, String errors) {}

    /**
     * Without them the test that asks is skipped, in a build (CI=true) too: they come from PyPI, which a build may be unable to reach.
     * If they are installed, no test is skipped.
     */
    public static PythonTools require() throws IOException {
        Path installed = FOLDER.resolve("installed.txt");
        if (!Files.exists(installed) || Files.mismatch(installed, WANTED) >= 0) {
            abort("skipped: " + FOLDER + " does not have the Python tools of " + WANTED
                    + " (.ci/python-tools installs them from PyPI; " + FOLDER_VARIABLE + " names another folder)");
        }
        return new PythonTools();
    }

    /**
     * Runs a program or a module of Python, and waits until it ends.
     *
     * @param folder in which it runs
     * @param input what it can read
     */
    public Answer run(Path folder, String input, List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(FOLDER.resolve("bin/python").toString()));
        command.addAll(arguments);
        Path in = Files.writeString(folder.resolve("python-input.txt"), input);
        Path out = folder.resolve("python-output.txt");
        Path errors = folder.resolve("python-errors.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not come to an end: " + command + "\n" + Files.readString(out)
                        + Files.readString(errors));
            }
            return new Answer(process.exitValue(), Files.readString(out), Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }
}
