package org.discogsography.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.MicrometerMetricsCollector;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.eventnotifier.MicrometerExchangeEventNotifier;
import org.apache.camel.component.micrometer.messagehistory.MicrometerMessageHistoryFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;

/** The cost of Camel's metrics for each message: CPU time of one Camel exchange through a route of two steps. */
final class MetricsBench {

    private static final int EXCHANGES = 100_000;
    private static final int RUNS = 3;
    private static final int BATCH = 500;

    private interface Setup {
        void on(DefaultCamelContext context, PrometheusMeterRegistry registry) throws Exception;
    }

    private MetricsBench() {}

    /** Nanoseconds per Camel exchange, by what is measured; the best of several runs. */
    static Map<String, Long> run() throws Exception {
        Map<String, Setup> setups = new LinkedHashMap<>();
        setups.put("nothing", null);
        setups.put("Camel's own statistics (JMX, each route)", (context, registry) -> {});
        setups.put("the same, with Micrometer's route policy", (context, registry) -> {
            context.addRoutePolicyFactory(policy(registry, false));
        });
        setups.put("the same, and the context's totals", (context, registry) -> {
            context.addRoutePolicyFactory(policy(registry, true));
        });
        setups.put("Micrometer's message history", (context, registry) -> {
            var history = new MicrometerMessageHistoryFactory();
            history.setMeterRegistry(registry);
            context.setMessageHistory(true);
            context.setMessageHistoryFactory(history);
        });
        setups.put("Micrometer's exchange events", (context, registry) -> {
            var events = new MicrometerExchangeEventNotifier();
            events.setMeterRegistry(registry);
            context.getManagementStrategy().addEventNotifier(events);
        });
        Map<String, Long> best = new LinkedHashMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (var setup : setups.entrySet()) {
                best.merge(setup.getKey(), nanos(setup.getValue()), Math::min);
            }
        }
        return best;
    }

    /** Nanoseconds that the RabbitMQ client's metrics take for a message that is delivered, and acknowledged in batches. */
    static long collector() {
        var collector = new MicrometerMetricsCollector(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        var connection = answering(Connection.class, Map.of("getId", "connection"));
        var channel = answering(Channel.class, Map.of("getConnection", connection, "getChannelNumber", 1));
        collector.newConnection(connection);
        collector.newChannel(channel);
        collector.basicConsume(channel, "consumer", false);
        long best = Long.MAX_VALUE;
        long tag = 0;
        for (int run = 0; run < RUNS; run++) {
            var threads = ManagementFactory.getThreadMXBean();
            long began = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < EXCHANGES; i++) {
                tag++;
                collector.consumedMessage(channel, tag, "consumer");
                if (tag % BATCH == 0) {
                    collector.basicAck(channel, tag, true);
                }
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - began) / EXCHANGES);
        }
        return best;
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    private static MicrometerRoutePolicyFactory policy(PrometheusMeterRegistry registry, boolean withContext) {
        var configuration = new MicrometerRoutePolicyConfiguration();
        configuration.setContextEnabled(withContext);
        var policy = new MicrometerRoutePolicyFactory();
        policy.setMeterRegistry(registry);
        policy.setPolicyConfiguration(configuration);
        return policy;
    }

    private static long nanos(Setup setup) throws Exception {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (var context = new DefaultCamelContext(false)) {
            if (setup == null) {
                context.disableJMX();
            }
            context.build();
            if (setup != null) {
                setup.on(context, registry);
                context.getManagementStrategy()
                        .getManagementAgent()
                        .setStatisticsLevel(ManagementStatisticsLevel.RoutesOnly);
            }
            context.addRoutes(route());
            context.start();
            try (ProducerTemplate producer = context.createProducerTemplate()) {
                send(context, producer, EXCHANGES / 10);
                return send(context, producer, EXCHANGES) / EXCHANGES;
            }
        }
    }

    private static RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("measured").process(exchange -> {}).process(exchange -> {});
            }
        };
    }

    private static long send(CamelContext context, ProducerTemplate producer, int exchanges) {
        var threads = ManagementFactory.getThreadMXBean();
        var endpoint = context.getEndpoint("direct:in");
        long began = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < exchanges; i++) {
            producer.sendBody(endpoint, "");
        }
        return threads.getCurrentThreadCpuTime() - began;
    }
}
