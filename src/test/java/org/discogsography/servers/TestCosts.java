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
        return ProcessCosts.of(ProcessHandle.current()).cpuSeconds();
    }
}
