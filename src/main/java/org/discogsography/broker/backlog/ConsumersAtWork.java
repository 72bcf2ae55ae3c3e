package org.discogsography.broker.backlog;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.consuming.QueueProgress;
import org.discogsography.broker.consuming.ReadMessage;
import org.discogsography.outage.ServerWatch;

/** The consumers of this process: whether each should work, what it holds, and its progress. */
record ConsumersAtWork(CamelContext context) {

    /** At the end of the program as well, when its beans are gone: nothing should work then. */
    Standstill.Consumer at(ConsumerQueue queue) {
        String route = queue.service() + "-" + queue.type();
        var read = context.getRegistry().lookupByNameAndType(route + "-read", ReadMessage.class);
        var progress = context.getRegistry().findSingleByType(QueueProgress.class);
        return new Standstill.Consumer(
                runs(route) && serversWork(route) && !alarmIsRaised(),
                read == null ? 0 : read.inWork(),
                progress == null ? 0 : progress.of(queue));
    }

    private boolean runs(String route) {
        var status = context.getRouteController().getRouteStatus(route);
        return status != null && status.isStarted();
    }

    /** RabbitMQ, and the server that the route writes to. */
    private boolean serversWork(String route) {
        Set<ServerWatch> watches = context.getRegistry().findByType(ServerWatch.class);
        return watches.stream()
                .filter(watch -> watch.guards(route) || watch.server().equals("RabbitMQ"))
                .allMatch(watch -> watch.state() == ServerWatch.State.UP
                        && watch.breaker().getState() == CircuitBreaker.State.CLOSED);
    }

    /** Dead letters wait for its end, and may keep all messages of a queue from being settled. */
    private boolean alarmIsRaised() {
        return context.getRegistry()
                .findSingleByType(BrokerConnections.class)
                .alarm()
                .isRaised();
    }
}
