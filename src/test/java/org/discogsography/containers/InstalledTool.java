package org.discogsography.containers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An installed program that a test needs. If it is missing the test is skipped, or fails if CI=true. */
record InstalledTool(Path program) {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    /** The exit code and the output. */
    record Result(int code, String output) {}

    /** @param source where to get it, in a few words */
    static InstalledTool require(String name, String source) {
        Optional<Path> found = SEPARATOR
                .splitAsStream(System.getenv("PATH"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String why = "no " + name + " on this machine (" + source + ")";
            if (Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")))) {
                fail("CI is true, and this test would be skipped: " + why);
            }
            abort("skipped: " + why);
        }
        return new InstalledTool(found.orElseThrow());
    }

    /** Runs it in the repository, and waits until it exits. */
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    static Result run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
