package org.discogsography.servers;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;
import org.discogsography.Discogsography;
import org.discogsography.broker.Records;
import org.discogsography.broker.Source;

/** The program itself, running in this JVM against test servers. */
public final class Program implements AutoCloseable {

    private final Main main;

    private Program(Main main) {
        this.main = main;
    }

    /** Starts services; {@code settings} are properties, among them the servers' addresses. */
    public static Program start(List<String> services, Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("camel.main.shutdown-timeout", "10", "camel.main.use-mdc-logging", "false"));
        all.putAll(settings);
        Main main = Discogsography.create(services, all);
        try {
            main.start();
        } catch (Exception e) {
            main.stop();
            throw new IllegalStateException("The program did not start", e);
        }
        return new Program(main);
    }

    public Main main() {
        return main;
    }

    /** How many records of a queue have had an outcome. */
    public long total(Source source, Records.Outcome outcome) {
        return new Records(main.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class))
                .total(source, outcome);
    }

    @Override
    public void close() {
        main.stop();
    }
}
