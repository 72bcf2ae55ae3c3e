package org.discogsography.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** Answers while the program starts: its routes and pages are not there yet, and whoever asks should ask again in a second. */
final class StartingAnswer implements Handler<RoutingContext> {

    private static final Pattern API = Pattern.compile("/(api/.*|mcp|openapi\\.yaml)");
    private static final String SECONDS = "1";

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Discogsography is starting</title>
            </head>
            <body><p>Discogsography is starting. The page appears by itself.</p></body>
            </html>
            """;

    private final CamelContext context;

    StartingAnswer(CamelContext context) {
        this.context = context;
    }

    @Override
    public void handle(RoutingContext request) {
        if (isStarting() && API.matcher(request.request().path()).matches()) {
            refuse(request);
        } else {
            request.next();
        }
    }

    /**
     * Answers where there is nothing: while the program starts, that may be what is not there yet, as {@code /health}. A browser that asks for
     * a page gets one. Returns whether it has answered.
     */
    boolean hasAnswered(RoutingContext request) {
        if (!isStarting()) {
            return false;
        }
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT);
        if (request.request().method().equals(HttpMethod.GET) && accepted != null && accepted.contains("text/html")) {
            request.response().putHeader("Refresh", SECONDS);
            answer(request, "text/html; charset=utf-8", PAGE);
        } else {
            refuse(request);
        }
        return true;
    }

    private boolean isStarting() {
        return !context.isStarted() && !context.isStopping();
    }

    private static void answer(RoutingContext request, String type, String body) {
        request.response()
                .setStatusCode(503)
                .putHeader(HttpHeaders.RETRY_AFTER, SECONDS)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(body);
    }

    private static void refuse(RoutingContext request) {
        Map<String, Object> problem = ProblemJson.fields(503, "the program is starting");
        problem.put("starting", true);
        answer(request, ProblemJson.TYPE, WebJson.write(problem));
    }
}
