package org.discogsography.management;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.support.service.ServiceSupport;
import org.jolokia.json.JSONStructure;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.http.HttpRequestHandler;
import org.jolokia.server.core.request.EmptyResponseException;
import org.jolokia.server.core.restrictor.RestrictorFactory;
import org.jolokia.server.core.service.JolokiaServiceManagerFactory;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.service.api.LogHandler;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.service.jmx.LocalRequestHandler;
import org.jolokia.service.serializer.JolokiaSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JMX over HTTP, for Hawtio. {@code jolokia-access.xml} says what is allowed.
 *
 * <p>Only POST is answered. A page of another site can make a browser send one, but then the browser names that site, which it
 * need not do for a GET.
 */
final class Jolokia extends ServiceSupport {

    static final String PATH = "/observe/jolokia";

    private static final Logger LOG = LoggerFactory.getLogger(Jolokia.class);

    private static final String POLICY = "classpath:/jolokia-access.xml";
    private final Origins origins;
    private JolokiaServiceManager services;
    private volatile HttpRequestHandler handler;

    Jolokia(Origins origins) {
        this.origins = origins;
    }

    @Override
    protected void doStart() throws Exception {
        var configuration = new StaticConfiguration(
                // Several may run in one JVM; their MBeans need different names.
                ConfigKey.AGENT_ID, "discogsography-" + UUID.randomUUID(),
                ConfigKey.AGENT_DESCRIPTION, "Discogsography",
                // No stack traces: the message is enough.
                ConfigKey.ALLOW_ERROR_DETAILS, "false",
                ConfigKey.MAX_DEPTH, "15",
                ConfigKey.MAX_COLLECTION_SIZE, "10000",
                ConfigKey.MAX_OBJECTS, "200000",
                ConfigKey.DISCOVERY_ENABLED, "false");
        services = JolokiaServiceManagerFactory.createJolokiaServiceManager(configuration, new Log(), policy());
        services.addService(new JolokiaSerializer());
        services.addService(new LocalRequestHandler(1));
        handler = new HttpRequestHandler(services.start());
    }

    /** Without a policy every MBean would be open, so the start fails. */
    private static Restrictor policy() throws IOException {
        Restrictor policy = RestrictorFactory.lookupPolicyRestrictor(POLICY);
        if (policy == null) {
            throw new IllegalStateException(POLICY + ", the policy for JMX, is missing");
        }
        return policy;
    }

    void answerOn(Router router, Login login, int bodyBytes) {
        router.route(PATH + "*").failureHandler(Jolokia::fail);
        router.post(PATH + "*").handler(origins::refuseOthers);
        // Before the authentication, whose handler may lose a body that arrives with the head of the request.
        router.post(PATH + "*").handler(BodyHandler.create(false).setBodyLimit(bodyBytes));
        login.guard(router);
        // A call may block: suspending a route waits for its exchanges in flight.
        router.post(PATH + "*").blockingHandler(this::answer, false);
        router.route(PATH + "*").handler(request -> request.response()
                .setStatusCode(405)
                .putHeader(HttpHeaders.ALLOW, "POST")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end("Jolokia: connect with Hawtio, or send requests by POST\n"));
    }

    /** A refused request is not an error of the program and is not logged. */
    private static void fail(RoutingContext request) {
        if (!(request.failure() instanceof HttpException) && request.failure() != null) {
            LOG.error("Jolokia failed", request.failure());
        }
        int status = request.statusCode() < 400 ? 500 : request.statusCode();
        request.response().setStatusCode(status).end();
    }

    private void answer(RoutingContext request) {
        String json;
        try {
            json = handle(request).toJSONString();
        } catch (EmptyResponseException e) {
            json = "";
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json);
    }

    private JSONStructure handle(RoutingContext request) throws EmptyResponseException {
        byte[] body = request.body().buffer() == null
                ? new byte[0]
                : request.body().buffer().getBytes();
        try {
            return handler.handlePostRequest(
                    request.request().uri(),
                    new ByteArrayInputStream(body),
                    StandardCharsets.UTF_8.name(),
                    parameters(request));
        } catch (IOException | RuntimeException e) {
            return handler.handleThrowable(e);
        }
    }

    private static Map<String, String[]> parameters(RoutingContext request) {
        Map<String, String[]> parameters = new HashMap<>();
        for (String name : request.queryParams().names()) {
            parameters.put(name, request.queryParams().getAll(name).toArray(new String[0]));
        }
        return parameters;
    }

    @Override
    protected void doStop() {
        services.stop();
    }

    private static final class Log implements LogHandler {

        @Override
        public void debug(String message) {
            LOG.debug(message);
        }

        @Override
        public void info(String message) {
            LOG.debug(message);
        }

        @Override
        public void error(String message, Throwable thrown) {
            LOG.error(message, thrown);
        }

        @Override
        public boolean isDebug() {
            return false;
        }
    }
}
