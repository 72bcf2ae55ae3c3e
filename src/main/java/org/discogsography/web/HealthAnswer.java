package org.discogsography.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthReport;

/**
 * Answers {@code GET /health}: 200 while the process does its job, also where a server is away, for restarting it would not
 * bring that back; 503 where it cannot recover by itself.
 */
final class HealthAnswer implements Processor {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HealthReport report;

    HealthAnswer(HealthReport report) {
        this.report = report;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        HealthReport.Health now = report.now();
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, now.status() == Finding.Status.UNHEALTHY ? 503 : 200);
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody(JSON.writeValueAsString(now.content()));
    }
}
