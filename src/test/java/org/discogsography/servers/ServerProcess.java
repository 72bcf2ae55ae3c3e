package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        // A test's JVM that ends without closing its servers must not leave them running.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> tree().forEach(ProcessHandle::destroyForcibly), "end-server"));
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

    /** What it has used of CPU time so far, without its children. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Asks it to end, and waits until it has; what has not ended by then is killed. */
    void stop() {
        stop("TERM");
    }

    /** The same with another signal, for servers that have several ways to end. */
    void stop(String signal) {
        signal(signal, List.of(process.toHandle()));
        if (!ended()) {
            kill();
        }
    }

    /** Ends all of it at once, as the loss of its machine would, and waits until nothing of it runs. */
    void kill() {
        // What stands still starts no further member that would be missed.
        List<ProcessHandle> tree = pause();
        tree.forEach(ProcessHandle::destroyForcibly);
        if (!ended()) {
            throw new IllegalStateException("Process " + process.pid() + " survived its killing");
        }
        await().atMost(Duration.ofSeconds(END_SECONDS))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> tree.stream().noneMatch(ServerProcess::runs));
    }

    /** All of it stands still: connections are accepted and nothing is answered. Returns what was stopped. */
    List<ProcessHandle> pause() {
        Set<ProcessHandle> stopped = new LinkedHashSet<>();
        // A parent is stopped before its children are listed for the last time: no new one can come after that.
        for (List<ProcessHandle> found = tree(); !found.isEmpty(); ) {
            signal("STOP", found);
            stopped.addAll(found);
            found = tree().stream().filter(member -> !stopped.contains(member)).toList();
        }
        return List.copyOf(stopped);
    }

    /** Ends a {@link #pause}. */
    void unpause() {
        signal("CONT", tree());
    }

    private static void signal(String name, List<ProcessHandle> members) {
        Stream<String> pids = members.stream().map(member -> Long.toString(member.pid()));
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

    /** The process itself, first, and all its descendants; empty when it has ended. */
    private List<ProcessHandle> tree() {
        if (!process.isAlive()) {
            return List.of();
        }
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Once killed, somebody else's child may stay a zombie: that runs no more, and has no command. */
    private static boolean runs(ProcessHandle member) {
        return member.isAlive() && member.info().command().isPresent();
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
