package org.discogsography.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Metrics of the Java process: memory, garbage collection, threads, classes, CPU, open files, uptime. */
final class JvmMeters implements MeterBinder, AutoCloseable {

    private static final double NANOS = 1e9;

    private final JvmGcMetrics collections = new JvmGcMetrics();

    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(
                        collections,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new JvmInfoMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(meters -> meters.bindTo(registry));
        // The registry keeps only a weak reference, but the platform's bean lives as long as the JVM.
        FunctionCounter.builder(
                        "process.cpu",
                        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class),
                        system -> system.getProcessCpuTime() / NANOS)
                .baseUnit("seconds")
                .description("CPU time used by the process")
                .register(registry);
    }

    /** Stops listening to garbage collections. */
    @Override
    public void close() {
        collections.close();
    }
}
