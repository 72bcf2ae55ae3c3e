package org.discogsography.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
 * The HTTP server of a process's {@code platform-http} routes. Camel's own server has no limit on connections and no idle
 * time-out, and its engine does not find it beside a management server.
 *
 * <p>Anybody who can connect may read its answers; their headers keep other sites from framing or running them. A route that
 * changes anything must ask for a token itself. To open it to a network, put a proxy in front of it: {@code docs/proxy.md}.
 */
public final class WebServer extends ServiceSupport implements CamelContextAware, StaticService {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");
    private static final int PATIENCE_SECONDS = 10;

    private final String purpose;
    private final String host;
    private final int port;
    private final String setting;
    private final WebLimits limits;
    private final HostNames hosts;
    private final AtomicInteger connections = new AtomicInteger();
    private CamelContext context;
    private Vertx vertx;
    private Router router;
    private HttpServer server;

    /**
     * @param purpose for its log line, before its address
     * @param port 0: any free one
     * @param setting the property of the port, for the message if it is taken
     * @param allowedHosts host names that it accepts, in lower case, beside those of {@link HostNames}
     */
    public WebServer(
            String purpose, String host, int port, String setting, WebLimits limits, Set<String> allowedHosts) {
        this.purpose = purpose;
        this.host = host;
        this.port = port;
        this.setting = setting;
        this.limits = limits;
        this.hosts = new HostNames(allowedHosts);
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

    /** Its address for clients on this machine: {@code http://host:port}. */
    public String address() {
        String reached = WILDCARDS.contains(host) ? "127.0.0.1" : host;
        return "http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port();
    }

    /** For handlers that are not routes. */
    public Router router() {
        return router;
    }

    /** A route of this path for those who read: GET, and HEAD, to which Vert.x sends no body. */
    public Route reading(String path) {
        return reading(router, path);
    }

    static Route reading(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /** Has HEAD of a path, which may be a prefix, answered as GET, after all routes of a lower order. */
    public void headAsGet(String path, int order) {
        HeadRequests.asGet(router, path, order);
    }

    /** For timers. */
    public Vertx vertx() {
        return vertx;
    }

    @Override
    protected void doStart() {
        vertx = Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(limits.workers())
                .setEventLoopPoolSize(2)
                // Nothing is served from files, so no cache folder is needed.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        router = Router.router(vertx);
        // Every body is read, up to the limit, also one that no route uses.
        router.route()
                .order(Integer.MIN_VALUE)
                .handler(BodyHandler.create(false).setBodyLimit(limits.bodyBytes()));
        var starting = new StartingAnswer(context);
        router.route().order(Integer.MIN_VALUE + 1).handler(starting);
        router.route().order(Integer.MIN_VALUE + 2).handler(HeadRequests::begin);
        ErrorAnswer.answerOn(router, starting);
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout((int) limits.idle().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true);
        server = vertx.createHttpServer(options);
        server.connectionHandler(this::limit);
        server.invalidRequestHandler(ErrorAnswer::malformed);
        server.exceptionHandler(failure -> LOG.debug("A connection failed", failure));
        server.requestHandler(this::answer);
        await(server.listen().toCompletionStage().toCompletableFuture());
        LOG.info("{} http://{}:{}/", purpose, host, port());
    }

    private void await(CompletableFuture<HttpServer> listening) {
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

    /** Binds it for Camel's consumers, once it has started. */
    void bind() {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(port());
        context.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return BodyHandler.create(false).setBodyLimit(limits.bodyBytes());
            }

            /** A route of a prefix comes after all others, in whatever order they start. */
            @Override
            public Route route(String path) {
                Route route = super.route(path);
                return path.endsWith("*") ? route.last() : route;
            }
        });
    }

    /** The engine for Camel's component, which asks for it before the server has started. */
    PlatformHttpEngine engine() {
        return new VertxPlatformHttpEngine() {
            @Override
            public int getServerPort() {
                return port();
            }
        };
    }

    private void limit(HttpConnection connection) {
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > limits.connections()) {
            connection.close();
        }
    }

    private void answer(HttpServerRequest request) {
        SafeHeaders.on(request.response());
        hosts.refusal(request)
                .ifPresentOrElse(refusal -> ErrorAnswer.refuse(request, refusal), () -> router.handle(request));
    }

    @Override
    protected void doStop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
