package org.discogsography.discovery.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A question as a tool.
 *
 * @param definition as {@code tools/list} has it
 * @param path of the REST request; what stands in braces are the parameters {@code inPath}
 */
record Tool(String name, ObjectNode definition, String path, Set<String> inPath) {

    /** Larger numbers need not be whole ones any more. */
    private static final double EXACT = 1L << 53;

    /**
     * The path and query of the REST request that a call stands for. The server of the request checks the values.
     *
     * @throws BadArgument if there is no such request
     */
    String address(JsonNode arguments) throws BadArgument {
        String address = path;
        for (String name : inPath) {
            String value = value(name, arguments.path(name));
            if (value == null || value.isEmpty()) {
                throw new BadArgument(name + " is missing");
            }
            address = address.replace("{" + name + "}", encoded(value));
        }
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            String name = argument.getKey();
            String value = value(name, argument.getValue());
            if (!inPath.contains(name) && value != null) {
                if (!definition.at("/inputSchema/properties").has(name)) {
                    throw new BadArgument("there is no argument " + name + "; there are " + names());
                }
                query.add(encoded(name) + "=" + encoded(value));
            }
        }
        return address + query;
    }

    private String names() {
        return definition.at("/inputSchema/properties").properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /** The value as a text; null if there is none. */
    private static String value(String name, JsonNode value) throws BadArgument {
        if (value.isContainerNode()) {
            throw new BadArgument(name + " must be a single value");
        }
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        // For JSON schema, 50.0 is a whole number too.
        if (value.isFloatingPointNumber() && value.asDouble() % 1 == 0 && Math.abs(value.asDouble()) < EXACT) {
            return Long.toString(value.asLong());
        }
        return value.asText();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
