package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.discogsography.web.WebJson;
import org.discogsography.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of MCP clients, and sends the answers: streamable HTTP, without sessions and streams. Thread-safe.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">Streamable HTTP</a>
 */
public final class McpEndpoint implements Handler<RoutingContext> {

    /** Where it is. */
    public static final String PATH = "/mcp";

    private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern JSON_TYPE =
            Pattern.compile("\\s*application/json\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private final LocalOrigins origins;
    private final McpServer server;

    private McpEndpoint(LocalOrigins origins, McpServer server) {
        this.origins = origins;
        this.server = server;
    }

    /**
     * Lets a server answer.
     *
     * @param contract the OpenAPI document of its questions, in YAML
     * @param version of the program
     * @param hosts further names of the server, in lower case
     * @param most how many questions may be put or wait at once
     * @param timeout a time in which each question is answered
     */
    public static void answerOn(
            WebServer server, String contract, String version, Set<String> hosts, int most, Duration timeout) {
        var rest = new RestClient(server.vertx(), server.address(), most, timeout);
        server.router().route(PATH).handler(of(contract, rest, version, hosts));
    }

    static McpEndpoint of(String contract, RestClient rest, String version, Set<String> hosts) {
        return new McpEndpoint(new LocalOrigins(hosts), new McpServer(Tools.of(contract), rest, version));
    }

    @Override
    public void handle(RoutingContext client) {
        HttpServerRequest request = client.request();
        if (!origins.allow(request)) {
            refuse(client, null, RpcError.invalid(403, "Pages of this site may not ask"));
        } else if (!request.method().equals(HttpMethod.POST)) {
            client.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(client, null, RpcError.invalid(405, "There are only POST requests"));
        } else if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            refuse(client, null, RpcError.invalid(415, "The body must be application/json"));
        } else {
            take(client);
        }
    }

    private void take(RoutingContext client) {
        JsonNode id = null;
        try {
            JsonNode body = body(client);
            id = RpcRequest.id(body);
            var request = RpcRequest.of(body, client.request().headers());
            if (request.isNotification()) {
                // None of them asks for anything here.
                client.response().setStatusCode(202).end();
                return;
            }
            server.answer(request, client)
                    .onSuccess(result -> send(client, 200, request.id(), "result", result))
                    .onFailure(failure -> {
                        LOG.error("{} has failed", request.method(), failure);
                        refuse(client, request.id(), RpcError.internal());
                    });
        } catch (RpcError e) {
            refuse(client, id, e);
        }
    }

    private static boolean isJson(String type) {
        return type != null && JSON_TYPE.matcher(type).matches();
    }

    private static JsonNode body(RoutingContext client) throws RpcError {
        Buffer body = client.body().buffer();
        try {
            JsonNode json = body == null ? null : JSON.readTree(body.getBytes());
            if (json != null && !json.isMissingNode()) {
                return json;
            }
        } catch (IOException e) {
            LOG.debug("Not JSON", e);
        }
        throw RpcError.notJson();
    }

    private static void refuse(RoutingContext client, JsonNode id, RpcError error) {
        send(client, error.status(), id, "error", error.content());
    }

    private static void send(RoutingContext client, int status, JsonNode id, String field, ObjectNode content) {
        HttpServerResponse response = client.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        message.set("id", id == null || id.isMissingNode() ? JsonNodeFactory.instance.nullNode() : id);
        message.set(field, content);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, WebJson.TYPE)
                .end(message.toString());
    }
}
