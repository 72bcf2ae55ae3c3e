package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the methods of the protocol. It remembers nothing of a client. Thread-safe. */
final class McpServer {

    private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);

    private static final String INFO = "io.modelcontextprotocol/serverInfo";

    /** The tools change with the program only. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Tools tools;
    private final RestClient rest;
    private final ObjectNode info;

    McpServer(Tools tools, RestClient rest, String version) {
        this.tools = tools;
        this.rest = rest;
        this.info = JsonNodeFactory.instance
                .objectNode()
                .put("name", "discogsography")
                .put("title", "Discogsography")
                .put("version", version);
    }

    /**
     * The result.
     *
     * @param client whose request it is
     */
    Future<ObjectNode> answer(RpcRequest request, RoutingContext client) throws RpcError {
        return switch (request.method()) {
            case "tools/list" -> Future.succeededFuture(cacheable(list(request), request));
            case "tools/call" -> call(request, client).map(result -> complete(result, request));
            case "server/discover" -> Future.succeededFuture(cacheable(discover(request), request));
            case "initialize" -> Future.succeededFuture(initialize(request));
            case "ping" -> Future.succeededFuture(ping(request));
            default -> throw RpcError.noMethod(request);
        };
    }

    private ObjectNode initialize(RpcRequest request) throws RpcError {
        handshakeOnly(request);
        ObjectNode result = self().put(
                        "protocolVersion",
                        Versions.agreed(request.params().path("protocolVersion").asText()));
        result.set("serverInfo", info);
        return result;
    }

    private ObjectNode ping(RpcRequest request) throws RpcError {
        handshakeOnly(request);
        return JsonNodeFactory.instance.objectNode();
    }

    private static void handshakeOnly(RpcRequest request) throws RpcError {
        if (request.isStateless()) {
            throw RpcError.noMethod(request);
        }
    }

    private ObjectNode discover(RpcRequest request) throws RpcError {
        if (!request.isStateless()) {
            throw RpcError.noMethod(request);
        }
        ObjectNode result = self();
        var versions = result.putArray("supportedVersions");
        Versions.ALL.forEach(versions::add);
        return result;
    }

    private ObjectNode self() {
        var self = JsonNodeFactory.instance.objectNode().put("instructions", tools.instructions());
        self.putObject("capabilities").putObject("tools");
        return self;
    }

    private ObjectNode list(RpcRequest request) throws RpcError {
        if (request.params().path("cursor").isTextual()) {
            throw RpcError.badParams(request.isStateless(), "All tools are on the first page");
        }
        var list = JsonNodeFactory.instance.objectNode();
        var all = list.putArray("tools");
        tools.all().forEach(tool -> all.add(tool.definition()));
        return list;
    }

    private Future<ObjectNode> call(RpcRequest request, RoutingContext client) throws RpcError {
        String name = request.params().path("name").asText();
        Tool tool = tools.named(name)
                .orElseThrow(() -> RpcError.badParams(request.isStateless(), "There is no tool " + name));
        JsonNode arguments = request.params().path("arguments");
        if (!arguments.isObject() && !arguments.isMissingNode() && !arguments.isNull()) {
            throw RpcError.badParams(request.isStateless(), "arguments must be an object");
        }
        try {
            return rest.get(tool.address(arguments), client)
                    // A long answer takes its time to read: not on the thread of all connections.
                    .compose(answer -> client.vertx().executeBlocking(answer::result, false))
                    .otherwise(failure -> {
                        LOG.warn("The tool {} has got no answer", name, failure);
                        return RestAnswer.failure("There is no answer: try again later");
                    });
        } catch (BadArgument e) {
            return Future.succeededFuture(RestAnswer.failure(e.getMessage()));
        }
    }

    private ObjectNode complete(ObjectNode result, RpcRequest request) {
        if (request.isStateless()) {
            result.put("resultType", "complete");
            result.putObject("_meta").set(INFO, info);
        }
        return result;
    }

    private ObjectNode cacheable(ObjectNode result, RpcRequest request) {
        if (request.isStateless()) {
            result.put("ttlMs", FRESH.toMillis()).put("cacheScope", "public");
        }
        return complete(result, request);
    }
}
