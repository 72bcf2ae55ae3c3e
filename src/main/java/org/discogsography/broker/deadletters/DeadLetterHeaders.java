package org.discogsography.broker.deadletters;

/** The AMQP headers that tell what became of a message that was set aside, beside those that it came with. */
final class DeadLetterHeaders {

    /** What was wrong with it, for a reader. */
    static final String REASON = "x-reason";

    /** The class of the exception behind that. */
    static final String EXCEPTION = "x-exception";

    /** When it was set aside, in ISO 8601. */
    static final String TIME = "x-time";

    /** The service that set it aside. */
    static final String SERVICE = "x-service";

    /** The exchange that it was published to first. */
    static final String EXCHANGE = "x-exchange";

    /** The routing key that it was published with first. */
    static final String ROUTING_KEY = "x-routing-key";

    /** How often storing it was tried before it was set aside. */
    static final String ATTEMPTS = "x-attempts";

    /** How many of the headers that it came with were left out, for the broker has no room for all of them. */
    static final String LEFT_OUT = "x-headers-left-out";

    /** How often it has been sent back to its queue. Also on the message that goes back. */
    static final String REPLAYS = "x-replays";

    private DeadLetterHeaders() {}
}
