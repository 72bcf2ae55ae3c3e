package org.discogsography.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.discogsography.containers.ComposeFile.Service;

/**
 * Runs one of our services as a container engine would, but as a plain process: the image's program with the service's
 * command, only their environment, the image's working directory, the image's user (if the test runs as root), no
 * capabilities. Files, ports and servers are replaced by those of the test.
 */
final class Container implements AutoCloseable {

    private final Service service;
    private final Map<String, String> places;
    private final List<String> user;
    private final Path output;
    private final Process process;

    private Container(Service service, Map<String, String> places, List<String> user, Path output, Process process) {
        this.service = service;
        this.places = places;
        this.user = user;
        this.output = output;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param workingDirectory the image's working directory
     * @param places paths and addresses in the files, each with its replacement in the test
     * @param more additional variables for the test
     */
    static Container start(
            Dockerfile image,
            Service service,
            Path workingDirectory,
            Map<String, String> places,
            Map<String, String> more,
            Path output)
            throws IOException {
        List<String> user = user(image.user());
        List<String> command = new ArrayList<>(user);
        command.addAll(image.entrypoint());
        command.addAll(service.list("command"));
        Map<String, String> environment = new TreeMap<>(image.environment());
        environment.putAll(service.environment());
        environment.replaceAll((variable, value) -> here(value, places));
        environment.putAll(more);
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        var builder = new ProcessBuilder(
                        command.stream().map(word -> here(word, places)).toList())
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Container(service, places, user, output, builder.start());
    }

    /** The prefix that runs a command as that user, without capabilities; empty if we are not root. */
    private static List<String> user(String user) {
        if (!isRoot()) {
            return List.of();
        }
        InstalledTool setpriv = InstalledTool.require("setpriv", "part of util-linux, which every Linux has");
        int colon = user.indexOf(':');
        return List.of(
                setpriv.program().toString(),
                "--reuid=" + user.substring(0, colon),
                "--regid=" + user.substring(colon + 1),
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--");
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Replaces whole names only: /discogs must not match the beginning of /discogsography.jar. */
    private static String here(String text, Map<String, String> places) {
        String names = places.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(?:" + names + ")(?![a-z0-9])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(places.get(found.group())));
    }

    /** Runs the health check of the Compose file. */
    boolean isHealthy() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(user);
        service.healthCheck().forEach(word -> command.add(here(word, places)));
        return InstalledTool.run(command).code() == 0;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Stops it as an engine does, waits for as long as an engine would, and returns its exit code. */
    int stop() throws IOException, InterruptedException {
        process.destroy();
        Duration grace = Duration.parse("PT" + service.text("stop_grace_period"));
        assertThat(process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS))
                .as("%s exits within %s; its output:%n%s", service.name(), grace, output())
                .isTrue();
        return process.exitValue();
    }

    /** Waits until it has ended by itself, and returns its exit code. */
    int awaitEnd(Duration patience) throws IOException, InterruptedException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("%s ends; its output:%n%s", service.name(), output())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
