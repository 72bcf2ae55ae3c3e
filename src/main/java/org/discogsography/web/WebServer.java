package org.discogsography.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.StaticService;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.service.ServiceSupport;
import org.discogsography.outage.Reason;
import org.discogsography.settings.SettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server on which the {@code platform-http} routes of a process answer. Camel's own has no bound on connections and
 * on silence, and its engine finds it only where there is no management server beside it.
 *
 * <p>Whatever it answers may be seen by anybody who reaches it, and comes with headers that keep other sites from framing or
 * running it. What changes anything has to ask for a token itself.
 */
public final class WebServer extends ServiceSupport implements CamelContextAware, StaticService {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");
    private static final int WORKERS = 8;
    private static final int PATIENCE_SECONDS = 10;

    private final String purpose;
    private final String host;
    private final int port;
    private final String setting;
    private final WebLimits limits;
    private final RequestRules rules;
    private CamelContext context;
    private Vertx vertx;
    private Router router;
    private HttpServer server;
    private OpenConnections connections;

    /**
     * @param purpose in its log line, before its address
     * @param port 0: any that is free
     * @param setting the property that the port comes from, for whoever finds it taken
     * @param allowedHosts names that it answers to, in lower case, beside those that need no listing
     */
    public WebServer(
            String purpose, String host, int port, String setting, WebLimits limits, Set<String> allowedHosts) {
        this.purpose = purpose;
        this.host = host;
        this.port = port;
        this.setting = setting;
        this.limits = limits;
        this.rules = new RequestRules(new HostNames(allowedHosts), limits.bodyBytes());
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Where it answers to who is on this machine: {@code http://host:port}. */
    public String address() {
        String reached = WILDCARDS.contains(host) ? "127.0.0.1" : host;
        return "http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port();
    }

    /** For handlers that are no routes. */
    public Router router() {
        return router;
    }

    /** For work that is done now and then. */
    public Vertx vertx() {
        return vertx;
    }

    @Override
    protected void doStart() {
        vertx = Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(WORKERS)
                .setEventLoopPoolSize(2)
                // Nothing is served from files, so that none has to be written.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        connections = new OpenConnections(vertx, limits);
        router = Router.router(vertx);
        router.route().order(Integer.MIN_VALUE).handler(this::awaitNext);
        // Whatever the body is for, and where nobody wants it: it is read to its end, and no further than it may go.
        router.route()
                .order(Integer.MIN_VALUE + 1)
                .handler(BodyHandler.create(false).setBodyLimit(limits.bodyBytes()));
        ErrorAnswer.answerOn(router);
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout((int) limits.idle().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true);
        server = vertx.createHttpServer(options);
        server.connectionHandler(connections::opened);
        server.invalidRequestHandler(ErrorAnswer::toWhatIsNoRequest);
        server.exceptionHandler(failure -> LOG.debug("A connection failed", failure));
        server.requestHandler(this::answer);
        await(server.listen().toCompletionStage().toCompletableFuture());
        LOG.info("{} http://{}:{}/", purpose, host, port());
    }

    private void await(java.util.concurrent.CompletableFuture<HttpServer> listening) {
        try {
            listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new SettingException(
                    setting + ", http.host: nothing can listen on " + host + ":" + port + ": " + Reason.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the HTTP server started", e);
        }
    }

    /** Lets Camel's consumers find it, once it has started. */
    void bind() {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(port());
        context.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return BodyHandler.create(false).setBodyLimit(limits.bodyBytes());
            }
        });
    }

    /** Finds this server for Camel's component, which asks before there is one. */
    PlatformHttpEngine engine() {
        return new VertxPlatformHttpEngine() {
            @Override
            public int getServerPort() {
                return port();
            }
        };
    }

    private void answer(HttpServerRequest request) {
        var connection = request.connection();
        var response = request.response();
        // Who asks on and on without taking the answers would have them kept here.
        if (response.writeQueueFull()) {
            connection.close();
            return;
        }
        connections.awaitFrom(connection);
        request.end().onComplete(end -> {
            if (!response.ended()) {
                connections.answer(connection);
            }
        });
        SafeHeaders.on(response);
        rules.refusal(request)
                .ifPresentOrElse(refusal -> ErrorAnswer.refuse(request, refusal), () -> router.handle(request));
    }

    /** When it is answered, it is the client's turn again. */
    private void awaitNext(RoutingContext request) {
        request.addEndHandler(end -> connections.awaitFrom(request.request().connection()));
        request.next();
    }

    @Override
    protected void doStop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
