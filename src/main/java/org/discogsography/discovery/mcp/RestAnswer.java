package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * The answer to a REST request.
 *
 * @param retryAfter seconds; null if it does not say
 */
record RestAnswer(int status, String retryAfter, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a tool gives: the answer itself and as text, or what is wrong, for the model to mend. */
    ObjectNode result() {
        JsonNode json = json();
        if (status != 200 || !json.isObject()) {
            return failure(problem(json));
        }
        ObjectNode result = text(ReadableText.of(json));
        result.set("structuredContent", json);
        return result.put("isError", false);
    }

    /** What a tool gives whose call is wrong. */
    static ObjectNode failure(String detail) {
        return text(detail).put("isError", true);
    }

    private String problem(JsonNode json) {
        String detail = json.path("detail").asText("no answer");
        String title = json.path("title").asText();
        return status + (title.isEmpty() ? "" : " " + title) + ": " + detail
                + (retryAfter == null ? "" : "; try again in " + retryAfter + " s");
    }

    private static ObjectNode text(String text) {
        var result = JsonNodeFactory.instance.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    private JsonNode json() {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
