package org.discogsography.dashboard;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.discogsography.broker.BrokerConfiguration;

/** Binds the beans that the dashboard's routes refer to. */
public final class DashboardConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        new BrokerConfiguration().configure(context);
    }
}
