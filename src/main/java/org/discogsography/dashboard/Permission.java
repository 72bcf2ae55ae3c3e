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
 * Lets a request through that may change something: one that shows the token and comes from no other site's page. A browser
 * sends the token only because a script of ours added it, so that the looks at where the request comes from are a second lock.
 */
final class Permission implements Processor {

    private final Token token;

    Permission(Token token) {
        this.token = token;
    }

    @Override
    public void process(Exchange exchange) throws RefusedException {
        // Not the message's headers: Camel puts the address's parameters among them, and there another site's page can
        // say
        // what a browser would not let it say in a header.
        MultiMap request = exchange.getMessage(HttpMessage.class).getRequest().headers();
        if (!token.isSet()) {
            throw new RefusedException(403, "This dashboard is read-only: " + Setting.DASHBOARD_TOKEN + " is not set");
        }
        if (isForeign(request)) {
            throw new RefusedException(403, "Another site's page may change nothing here");
        }
        String type = Objects.requireNonNullElse(request.get(HttpHeaders.CONTENT_TYPE), "")
                .toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new RefusedException(415, "The body has to be application/json");
        }
        if (!token.isIn(request.get(HttpHeaders.AUTHORIZATION))) {
            throw new RefusedException(401, "The token is wrong, or there is none");
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
