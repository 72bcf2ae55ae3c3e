package org.discogsography.graphinator;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/** Binds the beans that the graphinator's routes refer to. */
public final class GraphinatorConfiguration implements CamelConfiguration {
    @Override
    public void configure(CamelContext context) {}
}
