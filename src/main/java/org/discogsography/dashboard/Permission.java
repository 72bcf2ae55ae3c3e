package org.discogsography.dashboard;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

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
    public void process(Exchange exchange) throws Refusal {
        Message request = exchange.getMessage();
        if (!token.isSet()) {
            throw new Refusal(403, "This dashboard is read-only: " + Token.SETTING + " is not set");
        }
        if (isForeign(request)) {
            throw new Refusal(403, "Another site's page may change nothing here");
        }
        String type = request.getHeader(Exchange.CONTENT_TYPE, "", String.class).toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new Refusal(415, "The body has to be application/json");
        }
        if (!token.isIn(request.getHeader("Authorization", String.class))) {
            throw new Refusal(401, "The token is wrong, or there is none");
        }
    }

    private static boolean isForeign(Message request) {
        String site = request.getHeader("Sec-Fetch-Site", String.class);
        if (site != null && !List.of("same-origin", "none").contains(site)) {
            return true;
        }
        String origin = request.getHeader("Origin", String.class);
        return origin != null && !isOwn(origin, request.getHeader("Host", String.class));
    }

    private static boolean isOwn(String origin, String host) {
        try {
            return Objects.equals(URI.create(origin).getRawAuthority(), host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
