package org.discogsography.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with an error: a sentence as JSON, and nothing of how the program is made or what the request said. */
final class ErrorAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    /** What Vert.x's body handler calls a connection that ended before its body did: nobody is left to be answered. */
    private static final int GONE = 200;

    private static final long LINGER_MILLIS = 1_000;

    private static final RequestRefusal NOT_FOUND = new RequestRefusal(404, "there is nothing here");
    private static final RequestRefusal WRONG_METHOD = new RequestRefusal(405, "this is not asked in that way");
    private static final RequestRefusal TOO_LARGE = new RequestRefusal(413, "the body is too long");
    private static final RequestRefusal MALFORMED = new RequestRefusal(400, "this is no request");
    private static final RequestRefusal FAILED = new RequestRefusal(500, "the answer failed; the log says why");

    private ErrorAnswer() {}

    /** Makes a router answer so. */
    static void answerOn(Router router) {
        router.errorHandler(NOT_FOUND.status(), request -> answer(request.response(), NOT_FOUND));
        router.errorHandler(WRONG_METHOD.status(), ErrorAnswer::wrongMethod);
        for (var error : List.of(TOO_LARGE, MALFORMED)) {
            router.errorHandler(error.status(), request -> refuse(request.request(), error));
        }
        router.errorHandler(FAILED.status(), ErrorAnswer::failed);
        router.errorHandler(GONE, request -> LOG.debug("A connection ended before its request did", request.failure()));
    }

    /** Answers, and ends the connection: of what comes after a request like this one, nothing can be told. */
    static void refuse(HttpServerRequest request, RequestRefusal refusal) {
        var response = request.response();
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (refusal.status() == WRONG_METHOD.status()) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD, POST");
        }
        answer(response, refusal);
        closeAfter(request);
    }

    /**
     * Closed at once, with bytes of the client's unread, the connection would be reset, and the client might never read why.
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

    /** Answers what could not be read as HTTP. */
    static void toWhatIsNoRequest(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        SafeHeaders.on(request.response());
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, new RequestRefusal(414, "the address is too long"));
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(request, new RequestRefusal(431, "the headers are too long"));
        } else {
            refuse(request, MALFORMED);
        }
    }

    private static void wrongMethod(RoutingContext request) {
        request.response()
                .putHeader(
                        HttpHeaders.ALLOW,
                        HttpMethod.POST.equals(request.request().method()) ? "GET, HEAD" : "POST");
        answer(request.response(), WRONG_METHOD);
    }

    private static void failed(RoutingContext request) {
        if (request.failure() instanceof HttpClosedException) {
            LOG.debug("Nobody is left to be answered", request.failure());
            return;
        }
        LOG.error("An answer failed", request.failure());
        answer(request.response(), FAILED);
    }

    private static void answer(HttpServerResponse response, RequestRefusal error) {
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // Half an answer cannot be taken back, only broken off.
            return;
        }
        response.setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("error", error.reason()).encode());
    }
}
