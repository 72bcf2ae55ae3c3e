package org.discogsography.threads;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for a scheduled run that the end of the program breaks off, because a server hangs say. Camel calls no error handler once
 * it interrupts what has not ended in time, and logs a stack trace.
 */
final class EndedRuns implements EndpointStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(EndedRuns.class);

    private final CamelContext context;

    EndedRuns(CamelContext context) {
        this.context = context;
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof ScheduledPollEndpoint scheduled && scheduled.getExceptionHandler() == null) {
            scheduled.setExceptionHandler(new Handler(context, endpoint.getClass()));
        }
        return endpoint;
    }

    private static final class Handler implements ExceptionHandler {

        private final CamelContext context;
        private final ExceptionHandler otherwise;

        Handler(CamelContext context, Class<?> source) {
            this.context = context;
            this.otherwise = new LoggingExceptionHandler(context, source);
        }

        @Override
        public void handleException(Throwable exception) {
            handleException(null, null, exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(message, null, exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            if (exchange == null || !(context.isStopping() || context.isStopped())) {
                otherwise.handleException(message, exchange, exception);
                return;
            }
            LOG.info(
                    "route {}: broken off by the end of the program, the next start continues",
                    exchange.getFromRouteId());
            LOG.debug("route {}: broken off", exchange.getFromRouteId(), exception);
        }
    }
}
