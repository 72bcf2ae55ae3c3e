package org.discogsography.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with errors, as JSON, those of the API as problems (RFC 9457), without details of the program and without anything of the
 * request.
 */
final class ErrorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    /** The status that Vert.x's body handler gives to a connection that ended before the body. */
    private static final int GONE = 200;

    private static final long LINGER_MILLIS = 1_000;
    private static final String API = "/api/";
    private static final int ADDRESS_TOO_LONG = 414;
    private static final Pattern VARIABLE = Pattern.compile(":\\w+");

    private static final HttpError NOT_FOUND = new HttpError(404, "not found");
    private static final HttpError WRONG_METHOD = new HttpError(405, "method not allowed");
    private static final HttpError TOO_LARGE = new HttpError(413, "the body is too large");
    private static final HttpError MALFORMED = new HttpError(400, "malformed request");
    private static final HttpError FAILED = new HttpError(500, "internal error; see the log");

    private ErrorAnswer() {}

    /** Sets the router's error handlers. */
    static void answerOn(Router router, StartingAnswer starting) {
        router.errorHandler(NOT_FOUND.status(), request -> {
            if (!starting.hasAnswered(request)) {
                answer(request.request(), NOT_FOUND);
            }
        });
        router.errorHandler(WRONG_METHOD.status(), request -> wrongMethod(router, request));
        for (var error : List.of(TOO_LARGE, MALFORMED)) {
            router.errorHandler(error.status(), request -> refuse(request.request(), error));
        }
        router.errorHandler(FAILED.status(), ErrorAnswer::failed);
        router.errorHandler(GONE, request -> LOG.debug("A connection ended before its request did", request.failure()));
    }

    /** Answers and closes the connection, because the next request may not begin where it seems to. */
    static void refuse(HttpServerRequest request, HttpError refusal) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answer(request, refusal);
        closeAfter(request);
    }

    /**
     * Not at once: with unread bytes of the client the connection would be reset, and the client might not read the answer.
     */
    private static void closeAfter(HttpServerRequest request) {
        var connection = request.connection();
        if (request.isEnded()) {
            connection.close();
            return;
        }
        var vertx = Vertx.currentContext().owner();
        long given = vertx.setTimer(LINGER_MILLIS, timer -> connection.close());
        request.end().onComplete(end -> {
            vertx.cancelTimer(given);
            connection.close();
        });
    }

    /** Answers a request that is not valid HTTP. */
    static void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        SafeHeaders.on(request.response());
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, new HttpError(ADDRESS_TOO_LONG, "the address is too long"));
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(request, new HttpError(431, "the headers are too long"));
        } else {
            refuse(request, MALFORMED);
        }
    }

    private static void wrongMethod(Router router, RoutingContext request) {
        String path = request.normalizedPath();
        String allowed = router.getRoutes().stream()
                .filter(route -> route.methods() != null && leads(route, path))
                .flatMap(route -> route.methods().stream().map(HttpMethod::name))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        request.response().putHeader(HttpHeaders.ALLOW, allowed);
        answer(request.request(), WRONG_METHOD);
    }

    /** Whether a path is one of a route's; Vert.x does not tell. */
    private static boolean leads(Route route, String path) {
        String template = route.getPath();
        if (template == null) {
            return false;
        }
        String regex = VARIABLE.matcher(template).replaceAll("[^/]+");
        return route.isExactPath() ? path.matches(regex + "/?") : path.startsWith(template);
    }

    private static void failed(RoutingContext request) {
        if (request.failure() instanceof HttpClosedException) {
            LOG.debug("The client has disconnected", request.failure());
            return;
        }
        LOG.error("An answer failed", request.failure());
        answer(request.request(), FAILED);
    }

    private static void answer(HttpServerRequest request, HttpError error) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // The head is sent already: the answer can only be broken off.
            return;
        }
        boolean isProblem = isOfApi(request, error);
        response.setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, isProblem ? ProblemJson.TYPE : WebJson.TYPE)
                .end(WebJson.write(
                        isProblem
                                ? ProblemJson.fields(error.status(), error.reason())
                                : Map.of("error", error.reason())));
    }

    /** Of an address that is too long nothing is known: it may be a question. */
    private static boolean isOfApi(HttpServerRequest request, HttpError error) {
        return error.status() == ADDRESS_TOO_LONG
                || (request.path() != null && request.path().startsWith(API));
    }
}
