package org.discogsography.broker;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A route's step that publishes its body, a list of {@link OutboundMessage}, and waits until the broker has confirmed all of it. */
public final class PublishMessages implements Processor {

    private final ConfirmedPublisher publisher;

    public PublishMessages(ConfirmedPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void process(Exchange exchange) throws PublishException {
        publisher.publish((List<OutboundMessage>) exchange.getMessage().getBody(List.class));
    }
}
