package org.discogsography.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Writes what each test class costs, a line each, to {@code target/test-costs.tsv}: seconds of CPU time, of this JVM and all
 * processes that it has started, then seconds of the clock. Elsewhere than on Linux it writes nothing.
 */
public final class TestCosts implements BeforeAllCallback, AfterAllCallback {

    private static final Path REPORT = Path.of("target", "test-costs.tsv");
    private static final Path PROCESSES = Path.of("/proc");
    private static final Namespace NAMESPACE = Namespace.create(TestCosts.class);
    private static final double TICKS_PER_SECOND = 100;
    /** Fields of {@code /proc/<pid>/stat} after the command's name: its own ticks, and those of its ended children. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    private record Costs(double cpu, long clock) {

        static Costs now() {
            return new Costs(cpuSeconds(), System.nanoTime());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isMeasured(context)) {
            context.getStore(NAMESPACE).put(Costs.class, Costs.now());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (!isMeasured(context)) {
            return;
        }
        var before = context.getStore(NAMESPACE).get(Costs.class, Costs.class);
        var now = Costs.now();
        String line = String.format(
                Locale.ROOT,
                "%.1f\t%.1f\t%s%n",
                now.cpu - before.cpu,
                Duration.ofNanos(now.clock - before.clock).toMillis() / 1000.0,
                context.getRequiredTestClass().getName());
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static boolean isMeasured(ExtensionContext context) {
        return !context.getRequiredTestClass().isMemberClass()
                && Files.exists(PROCESSES.resolve("self/stat"))
                && Files.exists(REPORT.getParent());
    }

    private static double cpuSeconds() {
        double seconds = cpuSeconds(ProcessHandle.current());
        for (var process : ProcessHandle.current().descendants().toList()) {
            seconds += cpuSeconds(process);
        }
        return seconds;
    }

    private static double cpuSeconds(ProcessHandle process) {
        try {
            String text = Files.readString(
                    PROCESSES.resolve(Long.toString(process.pid())).resolve("stat"));
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int field = FIRST; field <= LAST; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0; // It has just ended; its parent's ended children have it.
        }
    }
}
