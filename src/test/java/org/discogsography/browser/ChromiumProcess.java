package org.discogsography.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium as a child process of this JVM, with an empty temporary profile of its own. */
final class ChromiumProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private final Path folder;
    private final Process process;
    private final Thread end = new Thread(this::kill, "end-chromium");

    private ChromiumProcess(Path executable) throws IOException {
        folder = Files.createTempDirectory("discogsography-chromium");
        Path profile = Files.createDirectory(folder.resolve("profile"));
        List<String> command = List.of(
                executable.toString(),
                "--headless",
                // Builds in containers run as root, and as root Chromium refuses to run with its sandbox.
                "--no-sandbox",
                "--disable-gpu",
                // /dev/shm is small in containers, and a page crashes when it is full.
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-default-apps",
                "--disable-extensions",
                "--no-first-run",
                "--no-default-browser-check",
                "--no-proxy-server",
                "--password-store=basic",
                "--use-mock-keychain",
                "--hide-scrollbars",
                "--lang=en-US",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        builder.environment().put("HOME", folder.toString());
        process = builder.start();
        // If the test's JVM ends without closing it, it must not keep running.
        Runtime.getRuntime().addShutdownHook(end);
    }

    static ChromiumProcess start(Path executable) {
        try {
            var chromium = new ChromiumProcess(executable);
            try {
                await().atMost(START).pollInterval(Duration.ofMillis(50)).until(chromium::listensOrHasEnded);
                if (!chromium.process.isAlive()) {
                    throw new IllegalStateException("Chromium ended at once: " + Files.readString(chromium.output()));
                }
                return chromium;
            } catch (RuntimeException e) {
                chromium.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Chromium did not start", e);
        }
    }

    private Path output() {
        return folder.resolve("output.log");
    }

    /** The file in which Chromium writes its port, and then its path. */
    private Path portFile() {
        return folder.resolve("profile").resolve("DevToolsActivePort");
    }

    private boolean listensOrHasEnded() throws IOException {
        return !process.isAlive()
                || (Files.exists(portFile()) && Files.readString(portFile()).contains("\n"));
    }

    /** The DevTools port on the loopback address. */
    int port() {
        try {
            return Integer.parseInt(Files.readAllLines(portFile()).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        List<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Its last child processes may still write files: these then stay in the temporary folder.
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook itself is running.
        }
    }
}
