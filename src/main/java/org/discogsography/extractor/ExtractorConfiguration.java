package org.discogsography.extractor;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/** Binds the beans that the extractor's routes refer to. */
public final class ExtractorConfiguration implements CamelConfiguration {
    @Override
    public void configure(CamelContext context) {}
}
