package org.discogsography.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/**
 * Answers with Camel's own health checks, in the form and at the paths that Camel's users know.
 *
 * <ul>
 *   <li>{@code /observe/health/live}: 503 where the process must be restarted. An outage of a server is no such reason
 *   <li>{@code /observe/health/ready}: 503 also while a route has not started, or is suspended: it waits for its server
 *   <li>{@code /observe/health}: both
 * </ul>
 */
final class CamelHealth {

    private static final String PATH = "/observe/health";
    private static final String EVERYTHING = "full";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;

    CamelHealth(CamelContext context) {
        this.context = context;
    }

    void answerOn(Router router) {
        answer(router, PATH, () -> HealthCheckHelper.invoke(context, EVERYTHING), false);
        answer(router, PATH + "/live", () -> HealthCheckHelper.invokeLiveness(context, EVERYTHING), false);
        answer(router, PATH + "/ready", () -> HealthCheckHelper.invokeReadiness(context, EVERYTHING), true);
    }

    private static void answer(
            Router router, String path, Supplier<Collection<HealthCheck.Result>> checks, boolean readiness) {
        // A check may wait for something: it is no work for the thread that answers everybody.
        router.get(path).blockingHandler(request -> answer(request, checks.get(), readiness), false);
    }

    private static void answer(RoutingContext request, Collection<HealthCheck.Result> results, boolean readiness) {
        boolean up = HealthCheckHelper.isResultsUp(results, readiness);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", up ? "UP" : "DOWN");
        json.put("checks", results.stream().map(CamelHealth::json).toList());
        try {
            request.response()
                    .setStatusCode(up ? 200 : 503)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Camel's health is no JSON", e);
        }
    }

    /** Without the errors' texts and data: whoever asks for health is not asked for a login. */
    private static Map<String, Object> json(HealthCheck.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", result.getCheck().getId());
        json.put("status", result.getState().name());
        Object route = result.getDetails().get("route.id");
        if (route != null) {
            json.put("route", route);
        }
        Object status = result.getDetails().get("route.status");
        if (status != null) {
            json.put("state", status);
        }
        return json;
    }
}
