package org.discogsography.web;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.health.HealthReport;

/**
 * Answers {@code GET /health}. The status is 200 while the process works, also while a server is down, because a restart would
 * not bring that server back. It is 503 if the process cannot recover by itself.
 */
final class HealthAnswer implements Processor {

    private final HealthReport report;

    HealthAnswer(HealthReport report) {
        this.report = report;
    }

    @Override
    public void process(Exchange exchange) {
        HealthReport.Health now = report.now();
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, now.needsRestart() ? 503 : 200);
        answer.setHeader(Exchange.CONTENT_TYPE, WebJson.TYPE);
        answer.setBody(WebJson.write(now));
    }
}
