package org.discogsography.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;
import org.junit.jupiter.api.Test;

/** What {@code docs/metrics.md} says of Camel's route policy, of the policy that takes its place. */
class RouteMetersTest {

    private final MockClock clock = new MockClock();

    @Test
    void the_meters_have_the_names_the_tags_and_the_numbers_of_Camels_own() throws Exception {
        var camels = metersOf(false);

        assertThat(camels).isNotEmpty();
        assertThat(metersOf(true)).isEqualTo(camels);
        assertThat(camels.toString()).contains("camel.route.policy", "outer", "inner", "12.0");
    }

    @Test
    void a_route_that_is_removed_has_no_meters() throws Exception {
        var registry = registry();
        try (var context = context(registry, true)) {
            use(context);
            for (String route : new String[] {"outer", "inner", "refused", "mended"}) {
                context.getRouteController().stopRoute(route);
                assertThat(context.removeRoute(route)).isTrue();
            }
            assertThat(registry.getMeters()).noneMatch(meter -> meter.getId().getTag("routeId") != null);
        }
    }

    @Test
    void totals_of_the_whole_context_are_left_to_Camel() throws Exception {
        try (var context = new DefaultCamelContext()) {
            var factory = new MicrometerRoutePolicyFactory();
            factory.getPolicyConfiguration().setContextEnabled(true);
            context.addRoutePolicyFactory(factory);

            RouteMeters.replaceCamels(context);

            assertThat(context.getRoutePolicyFactories()).containsExactly(factory);
        }
    }

    private TreeMap<String, Object> metersOf(boolean replaced) throws Exception {
        var registry = registry();
        try (var context = context(registry, replaced)) {
            use(context);
            var meters = new TreeMap<String, Object>();
            registry.getMeters()
                    .forEach(meter -> meters.put(
                            meter.getId() + meter.getId().getDescription(),
                            meter.measure().toString()));
            return meters;
        }
    }

    private MeterRegistry registry() {
        return new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    }

    private CamelContext context(MeterRegistry registry, boolean replaced) throws Exception {
        var context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("measured");
        var factory = new MicrometerRoutePolicyFactory();
        factory.setMeterRegistry(registry);
        factory.setSkipCamelInfo(true);
        factory.getPolicyConfiguration().setContextEnabled(false);
        context.addRoutePolicyFactory(factory);
        if (replaced) {
            RouteMeters.replaceCamels(context);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:outer")
                        .routeId("outer")
                        .process(passing(1))
                        .to("direct:inner")
                        .process(passing(2));
                from("direct:inner").routeId("inner").process(passing(4));
                from("direct:refused")
                        .routeId("refused")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> {
                            clock.add(Duration.ofSeconds(1));
                            throw new IllegalStateException("refused");
                        });
                from("direct:mended")
                        .routeId("mended")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .end()
                        .process(exchange -> {
                            throw new IllegalStateException("mended");
                        });
            }

            private Processor passing(int seconds) {
                return exchange -> clock.add(Duration.ofSeconds(seconds));
            }
        });
        context.start();
        return context;
    }

    private static void use(CamelContext context) throws Exception {
        try (var template = context.createProducerTemplate()) {
            template.sendBody("direct:outer", "a");
            template.sendBody("direct:outer", "b");
            // As a message that a broker delivers again.
            template.send("direct:inner", exchange -> exchange.getMessage()
                    .setPayloadForTrait(MessageTrait.REDELIVERY, RedeliveryTraitPayload.IS_REDELIVERY));
            template.sendBody("direct:mended", "c");
            assertThat(template.send("direct:refused", exchange -> {}).getException())
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
