package org.discogsography.discovery.mcp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Puts questions to the REST interface of the same process. Needs no threads; thread-safe. */
final class RestClient {

    private final HttpClient http;
    private final String address;
    private final Duration timeout;

    /**
     * @param address {@code http://host:port}
     * @param most how many requests there may be at once; further ones wait
     * @param timeout how long to wait for an answer: longer than a question may take
     */
    RestClient(Vertx vertx, String address, int most, Duration timeout) {
        // A kept connection may be closed by the server just when it is used again.
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setMaxPoolSize(most));
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * @param path with the query
     * @param client whose request it is: if it goes away, the question ends
     */
    Future<RestAnswer> get(String path, RoutingContext client) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address + path)
                .setTimeout(timeout.toMillis())
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        return http.request(options)
                .compose(request -> {
                    client.addEndHandler(ended -> {
                        if (ended.failed()) {
                            request.reset();
                        }
                    });
                    return request.send();
                })
                .compose(response -> response.body()
                        .map(body -> new RestAnswer(
                                response.statusCode(), response.getHeader(HttpHeaders.RETRY_AFTER), body.getBytes())));
    }
}
