package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Reason;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/**
 * The exchanges and queues, all durable, declared anew on every connection. Publisher and consumers both declare all of
 * it, so that nothing is lost whoever comes first. Declaring what is there already changes nothing, so any number of
 * instances may do it at once.
 *
 * @param exchange the topic exchange of the messages; routing key is the data type
 * @param deadLetterExchange the topic exchange of the dead letters; routing key is the dead letter queue's name
 * @param queuePrefix what every queue's name begins with
 * @param queueType {@code quorum} or {@code classic}
 */
public record Topology(String exchange, String deadLetterExchange, String queuePrefix, String queueType) {

    /** The services that consume, and so own one queue and one dead letter queue for each type. */
    public static final List<String> CONSUMERS = List.of("graphinator", "tableinator");

    /**
     * As the settings name it.
     *
     * @throws org.discogsography.settings.SettingException naming the setting that is invalid
     */
    public static Topology of(Settings settings) {
        return new Topology(
                settings.text(Setting.AMQP_EXCHANGE),
                settings.text(Setting.AMQP_DEAD_LETTER_EXCHANGE),
                settings.text(Setting.AMQP_QUEUE_PREFIX),
                settings.text(Setting.AMQP_QUEUE_TYPE));
    }

    /** The queue from which a service consumes a type. */
    public String queue(String service, DataType type) {
        return queuePrefix + service + "-" + type.plural();
    }

    /** The queue in which a service's dead letters of a type wait. */
    public String deadLetterQueue(String service, DataType type) {
        return queue(service, type) + "-dead";
    }

    /**
     * Declares all of it.
     *
     * @throws IllegalStateException with the broker's own words where it refuses, as it does where a queue is there already
     *     and of another type
     */
    void declareOn(Connection connection) {
        try (Channel channel = connection.openChannel().orElseThrow()) {
            declare(channel);
        } catch (Exception e) {
            throw new IllegalStateException("The exchanges and queues could not be declared: " + Reason.of(e), e);
        }
    }

    private void declare(Channel channel) throws IOException {
        Map<String, Object> arguments = Map.of("x-queue-type", queueType);
        channel.exchangeDeclare(exchange, "topic", true);
        channel.exchangeDeclare(deadLetterExchange, "topic", true);
        for (String service : CONSUMERS) {
            for (DataType type : DataType.values()) {
                String queue = queue(service, type);
                channel.queueDeclare(queue, true, false, false, arguments);
                channel.queueBind(queue, exchange, type.plural());
                String dead = deadLetterQueue(service, type);
                channel.queueDeclare(dead, true, false, false, arguments);
                channel.queueBind(dead, deadLetterExchange, dead);
            }
        }
    }
}
