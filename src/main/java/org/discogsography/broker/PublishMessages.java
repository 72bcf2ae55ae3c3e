package org.discogsography.broker;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A route's step that publishes its body, a list of {@link OutboundMessage}, and waits until the broker has confirmed all of it, except for
 * the single records that the broker refuses.
 */
public final class PublishMessages implements Processor {

    /** Exchange property with the list of {@link RefusedMessage}, mostly an empty one. */
    public static final String REFUSED = "discogsographyRefused";

    private final RefusalFinder publisher;

    public PublishMessages(ConfirmedPublisher publisher) {
        this.publisher = new RefusalFinder(publisher::publish);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void process(Exchange exchange) throws PublishException {
        exchange.setProperty(REFUSED, publisher.publish((List<OutboundMessage>)
                exchange.getMessage().getBody(List.class)));
    }
}
