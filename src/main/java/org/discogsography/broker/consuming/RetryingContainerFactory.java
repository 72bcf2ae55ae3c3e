package org.discogsography.broker.consuming;

import java.time.Duration;
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

    RetryingContainerFactory(Duration interval) {
        this.interval = interval;
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
            direct.setMonitorInterval(interval.toMillis());
            direct.setFailedDeclarationRetryInterval(interval.toMillis());
        }
        return consumers;
    }
}
