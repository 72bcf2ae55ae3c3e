package org.discogsography.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers {@code GET /metrics} in the text format of Prometheus, or in OpenMetrics if the client accepts it. Everything comes from
 * memory: no server is asked.
 */
final class MetricsAnswer implements Processor {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    MetricsAnswer(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        String accepted = exchange.getMessage().getHeader("Accept", "", String.class);
        String format = accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, format);
        answer.setBody(registry.scrape(format));
    }
}
