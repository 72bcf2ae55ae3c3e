package org.discogsography.idempotent;

import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spi.ManagementAgent;

/**
 * Registers a repository in JMX, and so in Hawtio, under the name that routes use. Camel itself would register it under its
 * class and a number.
 */
public record RepositoryJmxRegistration(StoreIdempotentRepository repository, String name) implements StartupListener {

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws JMException {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            agent.register(
                    repository,
                    new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=idempotent,name="
                            + ObjectName.quote(name)));
        }
    }
}
