package org.discogsography.discovery;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;

/** Binds the discovery service's health. The service has its port, but answers no questions yet. */
public final class DiscoveryConfiguration implements CamelConfiguration {

    private static final String NOT_YET =
            "answers no questions yet: search, neighbours and paths come in a later version";

    @Override
    public void configure(CamelContext context) {
        context.getRegistry().bind("discovery-health", new HealthSource() {
            @Override
            public String section() {
                return "discovery";
            }

            @Override
            public Object content() {
                return Map.of("ready", false, "note", NOT_YET);
            }

            @Override
            public List<Finding> findings() {
                return List.of();
            }
        });
    }
}
