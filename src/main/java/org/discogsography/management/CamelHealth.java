package org.discogsography.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.discogsography.web.WebJson;

/**
 * Answers with Camel's own health checks, in Camel's usual form and at its usual paths.
 *
 * <ul>
 *   <li>{@code /observe/health/live}: 503 if the process must be restarted; an outage of a server is no reason for that
 *   <li>{@code /observe/health/ready}: 503 also while a route has not started or is suspended, because it waits for its server
 *   <li>{@code /observe/health}: both
 * </ul>
 *
 * <p>While the program starts or ends, all of them answer 503 and make no check: a check looks for beans while others are still being bound.
 */
final class CamelHealth {

    private static final String PATH = "/observe/health";
    private static final String EVERYTHING = "full";

    private final CamelContext context;

    CamelHealth(CamelContext context) {
        this.context = context;
    }

    void answerOn(Router router) {
        answer(router, PATH, () -> HealthCheckHelper.invoke(context, EVERYTHING), false);
        answer(router, PATH + "/live", () -> HealthCheckHelper.invokeLiveness(context, EVERYTHING), false);
        answer(router, PATH + "/ready", () -> HealthCheckHelper.invokeReadiness(context, EVERYTHING), true);
    }

    private void answer(
            Router router, String path, Supplier<Collection<HealthCheck.Result>> checks, boolean readiness) {
        // A check may block, which the event loop must not.
        router.get(path)
                .blockingHandler(
                        request -> {
                            if (context.isStarted()) {
                                Collection<HealthCheck.Result> results = checks.get();
                                answer(request, results, HealthCheckHelper.isResultsUp(results, readiness));
                            } else {
                                answer(request, List.of(), false);
                            }
                        },
                        false);
    }

    private static void answer(RoutingContext request, Collection<HealthCheck.Result> results, boolean up) {
        var health = new Health(
                up ? "UP" : "DOWN", results.stream().map(CamelHealth::check).toList());
        request.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, WebJson.TYPE)
                .end(WebJson.write(health));
    }

    private record Health(String status, List<Check> checks) {}

    /** A check; it has a route and its state only if it is a check of a route. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Check(String name, String status, Object route, Object state) {}

    /** Without the errors' texts and data, because anybody may ask for health without a password. */
    private static Check check(HealthCheck.Result result) {
        return new Check(
                result.getCheck().getId(),
                result.getState().name(),
                result.getDetails().get("route.id"),
                result.getDetails().get("route.status"));
    }
}
