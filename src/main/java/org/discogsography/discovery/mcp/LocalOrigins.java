package org.discogsography.discovery.mcp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose pages may ask: those of this machine and those of the server's own name. A browser sends the origin of a page with each POST; a
 * request without an origin is not from a page.
 *
 * @param listed further names of the server, in lower case
 */
record LocalOrigins(Set<String> listed) {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.+\\.localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    LocalOrigins {
        listed = Set.copyOf(listed);
    }

    boolean allow(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (origins.isEmpty()) {
            return true;
        }
        String host = host(origins.get(0));
        return origins.size() == 1
                && !host.isEmpty()
                && (LOOPBACK.matcher(host).matches()
                        || listed.contains(host)
                        || host.equals(host("http://" + request.getHeader(HttpHeaders.HOST))));
    }

    /** The host name in an origin, in lower case; empty if it is not an origin of the web. */
    private static String host(String origin) {
        try {
            var uri = URI.create(origin.toLowerCase(Locale.ROOT));
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return isWeb && uri.getHost() != null && uri.getUserInfo() == null ? uri.getHost() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
