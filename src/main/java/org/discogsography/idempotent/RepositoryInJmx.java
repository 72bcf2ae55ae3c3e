package org.discogsography.idempotent;

import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.spi.ManagementAgent;

/**
 * Shows a repository in JMX, and so in Hawtio, under the name by which routes know it. As one of Camel's services it would
 * stand there by its class and a number, like all the others.
 */
public record RepositoryInJmx(StoreIdempotentRepository repository, String name) implements StartupListener {

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
