package org.discogsography.broker.consuming;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;

/**
 * Creates consumers that never give up: they check their channel and reconnect at an interval of our choice (Spring's own
 * intervals add up to 15 s), and take no failure for final, not even a refused login, because a broker that is starting refuses
 * logins too.
 */
final class RetryingContainerFactory extends DefaultListenerContainerFactory {

    private final Duration interval;
    private final Map<String, DirectMessageListenerContainer> byQueue = new ConcurrentHashMap<>();

    RetryingContainerFactory(Duration interval) {
        this.interval = interval;
    }

    /** From its next channel on, the consumer of a queue has this prefetch. */
    void prefetch(String queue, int messages) {
        DirectMessageListenerContainer consumers = byQueue.get(queue);
        if (consumers != null) {
            consumers.setPrefetchCount(messages);
        }
    }

    @Override
    public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
        AbstractMessageListenerContainer consumers = super.createListenerContainer(endpoint);
        consumers.setRecoveryInterval(interval.toMillis());
        consumers.setPossibleAuthenticationFailureFatal(false);
        consumers.setMissingQueuesFatal(false);
        // No retries by Spring around each message: the first step of our routes never fails, and they retry what fails
        // behind it.
        consumers.setAdviceChain();
        if (consumers instanceof DirectMessageListenerContainer direct) {
            byQueue.put(endpoint.getQueues(), direct);
            direct.setMonitorInterval(interval.toMillis());
            direct.setFailedDeclarationRetryInterval(interval.toMillis());
        }
        return consumers;
    }
}
