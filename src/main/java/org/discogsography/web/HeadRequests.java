package org.discogsography.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets HEAD be answered by what answers GET, and knows GET only: it sees a GET. Vert.x, which does not forget what it was, sends no body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2">RFC 9110, section 9.3.2</a>
 */
public final class HeadRequests {

    private static final String IS_HEAD = "isHead";

    private HeadRequests() {}

    /** Of paths that begin so, after all routes of a lower order. */
    static void asGet(Router router, String path, int order) {
        router.route(path).method(HttpMethod.HEAD).order(order).handler(request -> {
            request.put(IS_HEAD, true);
            String query = request.request().query();
            // Not its address: a proxy may send a whole one, with scheme and host.
            request.reroute(HttpMethod.GET, request.request().path() + (query == null ? "" : "?" + query));
        });
    }

    /** Begins what is asked again as a GET: by then, Vert.x has removed all headers. */
    static void begin(RoutingContext request) {
        if (is(request)) {
            SafeHeaders.on(request.response());
        }
        request.next();
    }

    /** Whether what looks like a GET is a HEAD: its body is made for nobody. */
    public static boolean is(RoutingContext request) {
        return request.get(IS_HEAD) != null;
    }
}
