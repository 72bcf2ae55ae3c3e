package org.discogsography.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/** Binds the metrics that every process has. */
public final class MetricsConfiguration implements CamelConfiguration {

    /** The name of the bean under which Camel looks up the registry for its own metrics. */
    public static final String REGISTRY = "metricsRegistry";

    /** Renames a meter of Micrometer: in Prometheus a name ending in _count belongs to a histogram. */
    private static final MeterFilter CPUS = new MeterFilter() {
        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }
    };

    /** Creates the only registry of a process. All ports that serve metrics serve this one. */
    public static MeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .namingConvention(new SnakeCaseNamingConvention())
                // It is in nanoseconds; JvmMeters has it in seconds.
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(CPUS)
                .meterFilter(new DescriptionFilter());
        return registry;
    }

    @Override
    public void configure(CamelContext context) {
        var jvm = new JvmMeters();
        jvm.bindTo(context.getRegistry().findSingleByType(MeterRegistry.class));
        context.getRegistry().bind("jvm-meters", JvmMeters.class, jvm, null, "close");
    }
}
