package org.discogsography.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host names that a server accepts. A page of another site can point its own name at this machine's address (DNS rebinding),
 * and the browser then treats the answers as part of that site. Such a name is always one of a public domain. Addresses,
 * {@code localhost} and names without a dot, which containers use, are therefore always accepted; others must be listed.
 *
 * @param listed in lower case
 */
record HostNames(Set<String> listed) {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    HostNames {
        listed = Set.copyOf(listed);
    }

    /** Why this request is refused; empty if its {@code Host} header is accepted. */
    Optional<HttpError> refusal(HttpServerRequest request) {
        List<String> named = request.headers().getAll(HttpHeaders.HOST);
        if (named.isEmpty() && request.version() == HttpVersion.HTTP_1_0) {
            return Optional.empty(); // No browser sends that.
        }
        if (named.size() != 1) {
            return Optional.of(new HttpError(400, "a request must have one Host header"));
        }
        return contain(named.get(0))
                ? Optional.empty()
                : Optional.of(new HttpError(421, "unknown host name; http.allowed-hosts lists the accepted ones"));
    }

    private boolean contain(String header) {
        Matcher host = HOST.matcher(header);
        if (!host.matches()) {
            return false;
        }
        String name = host.group(1).toLowerCase(Locale.ROOT);
        return !name.contains(".")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches()
                || listed.contains(name);
    }
}
