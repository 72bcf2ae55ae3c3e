package org.discogsography.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every request has to keep to before anything looks at what it asks. Stricter than HTTP, for nothing here needs the
 * rest of it: what is left out cannot be used against it.
 *
 * @param hosts the names that it answers to
 * @param bodyBytes of a request at most
 */
record RequestRules(HostNames hosts, int bodyBytes) {

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

    /** A path as a file or a route has it: no control characters, no backslash, no broken escape. */
    private static final Pattern PATH = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** Escapes of controls, of {@code / \ %} and of a full stop: in a path they only hide what is meant. */
    private static final Pattern HIDDEN = Pattern.compile("%(?:[01][0-9A-F]|7F|2F|5C|25|2E)", Pattern.CASE_INSENSITIVE);

    /** Why the request is not taken; empty where it is. */
    Optional<RequestRefusal> refusal(HttpServerRequest request) {
        if (!METHODS.contains(request.method())) {
            return refused(405, "only GET, HEAD and POST are answered");
        }
        if (!isPath(request)) {
            return refused(400, "the path is none");
        }
        if (!request.headers().names().stream().allMatch(NAME.asMatchPredicate())) {
            return refused(400, "the name of a header is none");
        }
        return host(request).or(() -> body(request));
    }

    private static boolean isPath(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return PATH.matcher(path).matches()
                && !HIDDEN.matcher(path).find()
                && !List.of(path.split("/", -1)).contains("..");
    }

    private Optional<RequestRefusal> host(HttpServerRequest request) {
        List<String> named = request.headers().getAll(HttpHeaders.HOST);
        if (named.isEmpty() && request.version() == HttpVersion.HTTP_1_0) {
            return Optional.empty(); // No browser sends that.
        }
        if (named.size() != 1) {
            return refused(400, "there has to be one Host header");
        }
        return hosts.contain(named.get(0))
                ? Optional.empty()
                : refused(421, "this server does not answer to that name; http.allowed-hosts lists those it does");
    }

    private Optional<RequestRefusal> body(HttpServerRequest request) {
        // Two lengths, of which a proxy in front may believe the other, are only possible with this.
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return refused(411, "a body has to come with its length");
        }
        List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return Optional.empty();
        }
        if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
            return refused(400, "the length of the body is none");
        }
        return Long.parseLong(lengths.get(0)) <= bodyBytes
                ? Optional.empty()
                : refused(413, "the body may have " + bodyBytes + " bytes");
    }

    private static Optional<RequestRefusal> refused(int status, String reason) {
        return Optional.of(new RequestRefusal(status, reason));
    }
}
