package org.discogsography.broker.deadletters;

/** The AMQP headers that a dead letter has beside those that its message came with. */
final class DeadLetterHeaders {

    /** What is wrong with it, in a sentence. */
    static final String REASON = "x-reason";

    /** The class of the exception that says so. */
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

    /** How many of its headers were left out because the broker has no room for all of them. */
    static final String LEFT_OUT = "x-headers-left-out";

    /** How often it was replayed. Also on the replayed message. */
    static final String REPLAYS = "x-replays";

    private DeadLetterHeaders() {}
}
