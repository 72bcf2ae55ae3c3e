package org.discogsography.broker;

import java.util.List;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/**
 * The names of the exchanges and queues, and the type of the queues. Publisher and consumers both declare all of them, so that
 * nothing is lost whoever comes first.
 *
 * @param exchange the topic exchange of the messages; routing key is the data type
 * @param deadLetterExchange the topic exchange of the dead letters; routing key is the dead letter queue's name
 * @param queuePrefix what every queue's name begins with
 * @param queueType {@code quorum} or {@code classic}
 * @param consumers the services whose queues are declared
 */
public record Topology(
        String exchange, String deadLetterExchange, String queuePrefix, String queueType, List<String> consumers) {

    /** The services that consume, and so own one queue and one dead letter queue for each type. */
    public static final List<String> CONSUMERS = List.of("graphinator", "tableinator");

    /** Consumes as well, if somebody runs it. Only it declares its queues: nobody else would empty them. */
    public static final String EXPORTER = "exporter";

    public Topology {
        consumers = List.copyOf(consumers);
    }

    /** With the queues that every installation has. */
    public Topology(String exchange, String deadLetterExchange, String queuePrefix, String queueType) {
        this(exchange, deadLetterExchange, queuePrefix, queueType, CONSUMERS);
    }

    /** Whether this service consumes messages. */
    public static boolean isConsumer(String service) {
        return CONSUMERS.contains(service) || service.equals(EXPORTER);
    }

    /**
     * As the settings name it.
     *
     * @throws org.discogsography.settings.SettingException that names the invalid setting
     */
    public static Topology of(Settings settings) {
        return new Topology(
                settings.text(Setting.AMQP_EXCHANGE),
                settings.text(Setting.AMQP_DEAD_LETTER_EXCHANGE),
                settings.text(Setting.AMQP_QUEUE_PREFIX),
                settings.text(Setting.AMQP_QUEUE_TYPE));
    }

    /** The same, with the queues of the services in this process if others do not declare them. */
    Topology with(List<String> running) {
        return running.contains(EXPORTER)
                ? new Topology(
                        exchange,
                        deadLetterExchange,
                        queuePrefix,
                        queueType,
                        Stream.concat(consumers.stream(), Stream.of(EXPORTER)).toList())
                : this;
    }

    /** The queue from which a service consumes a type. */
    public String queue(String service, DataType type) {
        return queuePrefix + service + "-" + type.plural();
    }

    /** The queue in which a service's dead letters of a type wait. */
    public String deadLetterQueue(String service, DataType type) {
        return queue(service, type) + "-dead";
    }
}
