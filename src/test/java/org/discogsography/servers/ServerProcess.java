package org.discogsography.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server as a child process, with all the processes that it starts. Being our child it is reaped when it ends, so that no
 * zombie keeps its PID, which servers take for a sign of life in their lock files.
 */
final class ServerProcess {

    private static final int END_SECONDS = 30;

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts it; what it says on its outputs goes to the end of a file. */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path folder, Path output) {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ServerProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Not started: " + command, e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Asks it to end, and waits until it has; what has not ended by then is killed. */
    void stop() {
        process.destroy();
        if (!ended()) {
            kill();
        }
    }

    /** Ends all of it at once, as the loss of its machine would. */
    void kill() {
        List<ProcessHandle> tree = tree();
        tree.forEach(ProcessHandle::destroyForcibly);
        if (!ended()) {
            throw new IllegalStateException("Process " + process.pid() + " survived its killing");
        }
    }

    /** All of it stands still: connections are accepted and nothing is answered. */
    void pause() {
        signal("STOP");
    }

    /** Ends a {@link #pause}. */
    void unpause() {
        signal("CONT");
    }

    private void signal(String name) {
        Stream<String> pids = tree().stream().map(member -> Long.toString(member.pid()));
        List<String> command =
                Stream.concat(Stream.of("kill", "-" + name), pids).toList();
        try {
            // A short-lived member may have ended meanwhile, of which kill complains.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private boolean ended() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
