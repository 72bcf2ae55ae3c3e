package org.discogsography;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.CamelConfiguration;
import org.discogsography.dashboard.DashboardConfiguration;
import org.discogsography.discovery.DiscoveryConfiguration;
import org.discogsography.extractor.ExtractorConfiguration;
import org.discogsography.graphinator.GraphinatorConfiguration;
import org.discogsography.settings.SettingException;
import org.discogsography.tableinator.TableinatorConfiguration;

/** What this program can run, alone or together. */
enum Service {
    EXTRACTOR("reads dump files, publishes a message for each record", ExtractorConfiguration.class),
    GRAPHINATOR("writes the records to Neo4j, as a graph", GraphinatorConfiguration.class),
    TABLEINATOR("writes the records to PostgreSQL, as tables", TableinatorConfiguration.class),
    DASHBOARD("shows the whole system live", DashboardConfiguration.class),
    DISCOVERY("answers questions over both stores, in a later version", DiscoveryConfiguration.class);

    private final String description;
    private final Class<? extends CamelConfiguration> configuration;

    Service(String description, Class<? extends CamelConfiguration> configuration) {
        this.description = description;
        this.configuration = configuration;
    }

    /** What it does, in a few words. */
    String description() {
        return description;
    }

    /** The class that binds the beans its routes refer to. */
    Class<? extends CamelConfiguration> configuration() {
        return configuration;
    }

    /**
     * The services named; none named: all of them.
     *
     * @throws SettingException naming the first that is unknown
     */
    static List<Service> named(List<String> names) {
        if (names.isEmpty()) {
            return List.of(values());
        }
        return names.stream().distinct().map(Service::named).toList();
    }

    private static Service named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new SettingException("Unknown service '" + name + "', there are: "
                        + Arrays.stream(values()).map(Service::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
