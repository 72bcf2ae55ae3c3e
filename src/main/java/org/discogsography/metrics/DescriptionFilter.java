package org.discogsography.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/** Adds descriptions to meters of libraries that have none. */
final class DescriptionFilter implements MeterFilter {

    private static final Map<String, String> BY_NAME = Map.ofEntries(
            Map.entry("rabbitmq.connections", "Open connections to RabbitMQ"),
            Map.entry("rabbitmq.channels", "Open channels to RabbitMQ"),
            Map.entry("rabbitmq.published", "Messages sent to RabbitMQ"),
            Map.entry("rabbitmq.consumed", "Messages delivered by RabbitMQ"),
            Map.entry("rabbitmq.acknowledged", "Messages acknowledged to RabbitMQ"),
            Map.entry("rabbitmq.rejected", "Messages returned to their queue in RabbitMQ"),
            Map.entry("rabbitmq.failed_to_publish", "Messages that could not be sent to RabbitMQ"),
            Map.entry("rabbitmq.acknowledged_published", "Published messages that RabbitMQ has confirmed"),
            Map.entry("rabbitmq.not_acknowledged_published", "Published messages that RabbitMQ has refused"),
            Map.entry("rabbitmq.unrouted_published", "Published messages that no queue took"),
            Map.entry("app.info", "Version of Camel, and its runtime"),
            Map.entry("camel.routes.added", "Routes of the Camel context"),
            Map.entry("camel.routes.running", "Running routes of the Camel context"),
            Map.entry("camel.routes.reloaded", "Routes reloaded since the start"));

    @Override
    public Meter.Id map(Meter.Id id) {
        String description = BY_NAME.get(id.getName());
        if (id.getDescription() != null || description == null) {
            return id;
        }
        return new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), description, id.getType());
    }
}
