package org.discogsography.dashboard;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.discogsography.settings.Setting;

/**
 * Refuses a request that may not change anything: it must carry the token and must not come from another site's page. A browser
 * sends the token only if our own script adds it; the checks of the origin are a second line of defence.
 */
final class Permission implements Processor {

    private final Token token;

    Permission(Token token) {
        this.token = token;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        // Not the message's headers: Camel adds the query parameters to them, which another site's page controls.
        MultiMap request = exchange.getMessage(HttpMessage.class).getRequest().headers();
        if (!token.isSet()) {
            throw new RefusedRequestException(
                    403, "This dashboard is read-only: " + Setting.DASHBOARD_TOKEN + " is not set");
        }
        if (isForeign(request)) {
            throw new RefusedRequestException(403, "Pages of other sites may not change anything here");
        }
        String type = Objects.requireNonNullElse(request.get(HttpHeaders.CONTENT_TYPE), "")
                .toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new RefusedRequestException(415, "The body must be application/json");
        }
        if (!token.isIn(request.get(HttpHeaders.AUTHORIZATION))) {
            throw new RefusedRequestException(401, "The token is wrong or missing");
        }
    }

    private static boolean isForeign(MultiMap request) {
        String site = request.get("Sec-Fetch-Site");
        if (site != null && !List.of("same-origin", "none").contains(site)) {
            return true;
        }
        String origin = request.get(HttpHeaders.ORIGIN);
        return origin != null && !isOwn(origin, request.get(HttpHeaders.HOST));
    }

    private static boolean isOwn(String origin, String host) {
        try {
            return Objects.equals(URI.create(origin).getRawAuthority(), host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
