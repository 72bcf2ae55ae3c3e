package org.discogsography.threads;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/** Has no step and no scheduled task of Camel's end silently, once for all services in a process. */
public final class ErrorsConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        if (context.getRegistry().lookupByName("errors") == null) {
            var errors = new ErrorsFailTheExchange();
            context.getRegistry().bind("errors", errors);
            context.getCamelContextExtension().addInterceptStrategy(errors);
            context.getCamelContextExtension().registerEndpointCallback(new EndedRuns(context));
            context.getExecutorServiceManager().setThreadPoolFactory(new LoggedSchedules());
        }
    }
}
