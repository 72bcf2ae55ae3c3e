package org.discogsography.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with errors, as JSON, without details of the program and without anything of the request. */
final class ErrorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    /** The status that Vert.x's body handler gives to a connection that ended before the body. */
    private static final int GONE = 200;

    private static final long LINGER_MILLIS = 1_000;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

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
                answer(request.response(), NOT_FOUND);
            }
        });
        router.errorHandler(WRONG_METHOD.status(), ErrorAnswer::wrongMethod);
        for (var error : List.of(TOO_LARGE, MALFORMED)) {
            router.errorHandler(error.status(), request -> refuse(request.request(), error));
        }
        router.errorHandler(FAILED.status(), ErrorAnswer::failed);
        router.errorHandler(GONE, request -> LOG.debug("A connection ended before its request did", request.failure()));
    }

    /** Answers and closes the connection, because the next request may not begin where it seems to. */
    static void refuse(HttpServerRequest request, HttpError refusal) {
        var response = request.response();
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answer(response, refusal);
        closeAfter(request);
    }

    /**
     * Not at once: with unread bytes of the client the connection would be reset, and the client might not read the answer.
     */
    private static void closeAfter(HttpServerRequest request) {
        var connection = request.connection();
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
            refuse(request, new HttpError(414, "the address is too long"));
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(request, new HttpError(431, "the headers are too long"));
        } else {
            refuse(request, MALFORMED);
        }
    }

    private static void wrongMethod(RoutingContext request) {
        request.response()
                .putHeader(HttpHeaders.ALLOW, READING.contains(request.request().method()) ? "POST" : "GET, HEAD");
        answer(request.response(), WRONG_METHOD);
    }

    private static void failed(RoutingContext request) {
        if (request.failure() instanceof HttpClosedException) {
            LOG.debug("The client has disconnected", request.failure());
            return;
        }
        LOG.error("An answer failed", request.failure());
        answer(request.response(), FAILED);
    }

    private static void answer(HttpServerResponse response, HttpError error) {
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // The head is sent already: the answer can only be broken off.
            return;
        }
        response.setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, WebJson.TYPE)
                .end(WebJson.write(Map.of("error", error.reason())));
    }
}
