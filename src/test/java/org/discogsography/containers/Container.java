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
 * One of our services as a container engine would run it, for want of one as a plain process: the image's program with
 * the service's command, their environment and no other, the image's working directory, its user (where the test runs as
 * root), without capabilities. What is elsewhere here than there (files, ports, servers) is put in its place.
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
     * @param workingDirectory the image's
     * @param places what stands in the files, and what it is here
     * @param more variables for this machine alone
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

    /** The words that make the rest of a command run as that user, without any capability; none where we are not root. */
    private static List<String> user(String user) {
        if (!isRoot()) {
            return List.of();
        }
        InstalledTool setpriv = InstalledTool.require("setpriv", "of util-linux, which every Linux has");
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

    /** Each place once, and only where its name ends: /discogs is not the beginning of /discogsography.jar. */
    private static String here(String text, Map<String, String> places) {
        String names = places.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(?:" + names + ")(?![a-z0-9])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(places.get(found.group())));
    }

    /** Whether its health check, the command of the Compose file, finds it healthy. */
    boolean isHealthy() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(user);
        service.healthCheck().forEach(word -> command.add(here(word, places)));
        return InstalledTool.run(command).code() == 0;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    /** Asks it to end, as the engine does, and waits for as long as the engine would; its exit code. */
    int stop() throws IOException, InterruptedException {
        process.destroy();
        Duration grace = Duration.parse("PT" + service.text("stop_grace_period"));
        assertThat(process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS))
                .as("%s ended within %s; it said:%n%s", service.name(), grace, said())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
