package org.discogsography.broker.consuming;

import java.time.Duration;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;

/**
 * Consumers that never give up on their broker: they look after their channel, and try again, at an interval of our choice
 * (Spring's own add up to 15 s), and take no failure for final, not even a refused login, for a broker that is starting
 * refuses logins as well.
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
        // None of Spring's retries around each message: our routes' first step never fails, and what fails behind it is
        // theirs to try again.
        consumers.setAdviceChain();
        if (consumers instanceof DirectMessageListenerContainer direct) {
            direct.setMonitorInterval(interval.toMillis());
            direct.setFailedDeclarationRetryInterval(interval.toMillis());
        }
        return consumers;
    }
}
