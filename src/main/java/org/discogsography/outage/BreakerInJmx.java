package org.discogsography.outage;

import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ManagementAgent;

/**
 * Shows a server's breaker in JMX, and so in Hawtio, once and with its own numbers. Camel shows each route step that uses it, with the
 * right state, but with the settings of a breaker of Camel's own, which does not exist.
 */
@ManagedResource(description = "The circuit breaker of a server")
public final class BreakerInJmx implements StartupListener {

    private final ServerWatch watch;
    private final int failures;
    private final Duration openFor;

    BreakerInJmx(ServerWatch watch, int failures, Duration openFor) {
        this.watch = watch;
        this.failures = failures;
        this.openFor = openFor;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws JMException {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            agent.register(
                    this,
                    new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=breakers,name="
                            + ObjectName.quote(watch.server())));
        }
    }

    @ManagedAttribute(description = "CLOSED: the server is used; OPEN: it is not called; HALF_OPEN: it is being tried")
    public String getState() {
        return watch.breaker().getState().name();
    }

    @ManagedAttribute(description = "What is known of the server: CONNECTING, UP or DOWN")
    public String getServerState() {
        return watch.state().name();
    }

    @ManagedAttribute(description = "Time of the last change of state")
    public String getSince() {
        return watch.since().toString();
    }

    @ManagedAttribute(description = "Why the server failed last; empty if it never did")
    public String getLastError() {
        return watch.lastError() == null ? "" : watch.lastError();
    }

    @ManagedAttribute(description = "Failures among the last calls")
    public int getFailures() {
        return watch.breaker().getMetrics().getNumberOfFailedCalls();
    }

    @ManagedAttribute(description = "Failures in a row that open it")
    public int getFailuresThatOpen() {
        return failures;
    }

    @ManagedAttribute(description = "Seconds that it stays open before the server is tried")
    public long getOpenForSeconds() {
        return openFor.toSeconds();
    }

    @ManagedAttribute(description = "Calls that it refused while it was not closed")
    public long getRefusedCalls() {
        return watch.breaker().getMetrics().getNumberOfNotPermittedCalls();
    }

    @ManagedAttribute(description = "How often the server's consumers have been paused")
    public int getPauses() {
        return watch.pauses().count();
    }

    @ManagedAttribute(description = "Seconds for which they were paused, together")
    public long getPausedSeconds() {
        return watch.pauses().total().toSeconds();
    }
}
