package org.discogsography.program;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelConfiguration;
import org.discogsography.dashboard.DashboardConfiguration;
import org.discogsography.discovery.DiscoveryConfiguration;
import org.discogsography.exporter.ExporterConfiguration;
import org.discogsography.extractor.ExtractorConfiguration;
import org.discogsography.graphinator.GraphinatorConfiguration;
import org.discogsography.tableinator.TableinatorConfiguration;

/** What this program can run, alone or together. */
public enum Service {
    EXTRACTOR("reads dump files, publishes a message for each record", ExtractorConfiguration.class),
    GRAPHINATOR("writes the records to Neo4j, as a graph", GraphinatorConfiguration.class),
    TABLEINATOR("writes the records to PostgreSQL, as tables", TableinatorConfiguration.class),
    DASHBOARD("shows the whole system live", DashboardConfiguration.class),
    DISCOVERY("answers questions over both stores", DiscoveryConfiguration.class),
    /** Runs only if it is named: its routes are the user's own. */
    EXPORTER("writes the records to a store of your own, by your routes", ExporterConfiguration.class);

    private final String description;
    private final Class<? extends CamelConfiguration> configuration;

    Service(String description, Class<? extends CamelConfiguration> configuration) {
        this.description = description;
        this.configuration = configuration;
    }

    /** The service of this name, if there is one. */
    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.toString().equals(name))
                .findFirst();
    }

    /** Those that run if none is named. */
    public static List<Service> unlessNamed() {
        return Arrays.stream(values()).filter(service -> service != EXPORTER).toList();
    }

    /** The names of all services. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Service::toString).toList();
    }

    /** What it does, in a few words. */
    public String description() {
        return description;
    }

    /** The class that binds the beans its routes refer to. */
    Class<? extends CamelConfiguration> configuration() {
        return configuration;
    }

    /** Its name, as the command line and the settings have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
