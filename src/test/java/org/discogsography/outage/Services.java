package org.discogsography.outage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;

/** The jar's services, each as a process of its own. Not safe for use by several threads. */
final class Services implements AutoCloseable {

    static final List<String> ALL = List.of("extractor", "graphinator", "tableinator");

    private final Path folder;
    private final Map<String, String> settings;
    private final Map<String, JarProcess> running = new LinkedHashMap<>();
    private final List<JarProcess> all = new ArrayList<>();

    Services(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    void start(Collection<String> names) {
        for (String name : names) {
            JarProcess started = Call.of(folder, name).with(settings).start();
            running.put(name, started);
            all.add(started);
        }
    }

    /** The lines that hold these words, of all that they have said, also those that have ended. */
    List<String> said(String words) {
        return all.stream()
                .flatMap(process -> process.out().lines())
                .filter(line -> line.contains(words))
                .toList();
    }

    /** Ends it at once. */
    void kill(String name) {
        running.remove(name).close();
    }

    /** Asks them to end, and waits until they have; how long the slowest took. */
    Duration terminate(Collection<String> names, Duration patience) {
        long began = System.nanoTime();
        names.forEach(name -> running.get(name).terminate());
        names.forEach(name -> running.remove(name).exitCode(patience));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        new ArrayList<>(running.keySet()).forEach(this::kill);
    }
}
