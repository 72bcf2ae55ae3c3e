package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message that is not answered as it wants.
 *
 * @see <a href="https://www.jsonrpc.org/specification#error_object">JSON-RPC 2.0</a>
 */
final class RpcError extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final int INTERNAL_ERROR = -32603;
    private static final int HEADER_MISMATCH = -32020;
    private static final int UNSUPPORTED_VERSION = -32022;

    private final int code;
    private final int status;
    private final transient JsonNode data; // null: none

    private RpcError(int code, int status, String message, JsonNode data) {
        super(message);
        this.code = code;
        this.status = status;
        this.data = data;
    }

    static RpcError notJson() {
        return new RpcError(PARSE_ERROR, 400, "The body is not JSON", null);
    }

    static RpcError invalid(int status, String message) {
        return new RpcError(INVALID_REQUEST, status, message, null);
    }

    /** With a handshake, an error is an answer like any other. */
    static RpcError noMethod(RpcRequest request) {
        return new RpcError(
                METHOD_NOT_FOUND, request.isStateless() ? 404 : 200, "There is no method " + request.method(), null);
    }

    static RpcError badParams(boolean isStateless, String message) {
        return new RpcError(INVALID_PARAMS, isStateless ? 400 : 200, message, null);
    }

    static RpcError headerMismatch(String header) {
        return new RpcError(HEADER_MISMATCH, 400, "The header " + header + " and the body differ", null);
    }

    static RpcError unsupported(String version) {
        var data = JsonNodeFactory.instance.objectNode();
        var supported = data.putArray("supported");
        Versions.ALL.forEach(supported::add);
        data.put("requested", version);
        return new RpcError(UNSUPPORTED_VERSION, 400, "Unsupported protocol version", data);
    }

    static RpcError internal() {
        return new RpcError(INTERNAL_ERROR, 500, "Internal error; see the log", null);
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** The error object. */
    ObjectNode content() {
        var content = JsonNodeFactory.instance.objectNode().put("code", code).put("message", getMessage());
        if (data != null) {
            content.set("data", data);
        }
        return content;
    }
}
