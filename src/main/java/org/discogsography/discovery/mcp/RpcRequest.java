package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to the server.
 *
 * @param id a text or a number; missing if nobody waits for an answer
 * @param isStateless whether it says the version of the protocol itself, rather than a handshake before it
 */
record RpcRequest(JsonNode id, String method, JsonNode params, boolean isStateless) {

    private static final String VERSION = "MCP-Protocol-Version";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";

    private static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String META_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private static final Pattern ENCODED = Pattern.compile("=\\?base64\\?(.*)\\?=");

    /** The id of a message; missing if it has none, or none that is valid. */
    static JsonNode id(JsonNode body) {
        JsonNode id = body.path("id");
        return id.isTextual() || id.isIntegralNumber() ? id : MissingNode.getInstance();
    }

    /**
     * Reads it.
     *
     * @throws RpcError if it is not a single request or notification, or is of another version
     */
    static RpcRequest of(JsonNode body, MultiMap headers) throws RpcError {
        JsonNode id = id(body);
        if (!body.isObject()
                || !body.path("jsonrpc").asText().equals("2.0")
                || !body.path("method").isTextual()
                || (body.has("id") && id.isMissingNode())) {
            throw RpcError.invalid(400, "The body must be one request or notification of JSON-RPC 2.0");
        }
        JsonNode params = body.path("params");
        String version = headers.get(VERSION);
        boolean isStateless =
                Versions.STATELESS.equals(version) || params.path("_meta").has(META_VERSION);
        var request = new RpcRequest(id, body.path("method").asText(), params, isStateless);
        if (request.isNotification()) {
            return request;
        }
        if (isStateless) {
            request.check(headers);
        } else if (version != null && !Versions.HANDSHAKE.contains(version) && !request.method.equals("initialize")) {
            throw RpcError.unsupported(version);
        }
        return request;
    }

    boolean isNotification() {
        return id.isMissingNode();
    }

    /** Whoever routes by headers must see what is answered here. */
    private void check(MultiMap headers) throws RpcError {
        JsonNode meta = params.path("_meta");
        for (String field : List.of(META_VERSION, META_CAPABILITIES)) {
            if (!meta.has(field)) {
                throw RpcError.badParams(true, "_meta must have " + field);
            }
        }
        String version = meta.path(META_VERSION).asText();
        check(headers, VERSION, version);
        check(headers, METHOD, method);
        if (method.equals("tools/call")) {
            check(headers, NAME, params.path("name").asText());
        }
        if (!version.equals(Versions.STATELESS)) {
            throw RpcError.unsupported(version);
        }
    }

    private static void check(MultiMap headers, String name, String expected) throws RpcError {
        List<String> values = headers.getAll(name);
        if (values.size() != 1 || !decoded(values.get(0)).equals(expected)) {
            throw RpcError.headerMismatch(name);
        }
    }

    private static String decoded(String value) {
        Matcher encoded = ENCODED.matcher(value);
        if (!encoded.matches()) {
            return value;
        }
        try {
            return new String(Base64.getDecoder().decode(encoded.group(1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
