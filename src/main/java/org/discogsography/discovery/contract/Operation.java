package org.discogsography.discovery.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of question.
 *
 * @param template the segments of its path; one in braces stands for a parameter
 * @param parameters by their names
 * @param columns the fields of an item of its list, in order; empty if the answer is no list
 */
public record Operation(String id, List<String> template, Map<String, Parameter> parameters, List<String> columns) {

    private static final String FORMAT = "format";

    /** Whether its answer can be had as CSV and NDJSON. */
    public boolean isList() {
        return parameters.containsKey(FORMAT);
    }

    /** The parameters in a path; empty if the path is another one's. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != template.size()) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = template.get(i);
            if (expected.startsWith("{")) {
                found.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    /** How many segments of its path are parameters: the fewer, the better it matches. */
    int variables() {
        return (int)
                template.stream().filter(segment -> segment.startsWith("{")).count();
    }

    /**
     * The values of all parameters; null where none is given.
     *
     * @param path the parameters in the path
     * @param query all others, each with all its values
     * @throws Problem if one is missing, unknown or out of its limits
     */
    public Map<String, Object> values(Map<String, String> path, Map<String, List<String>> query) throws Problem {
        for (String name : query.keySet()) {
            Parameter known = parameters.get(name);
            if (known == null || known.inPath()) {
                throw Problem.badParameter(name, "there is no parameter of this name");
            }
        }
        Map<String, Object> values = new HashMap<>();
        for (Parameter parameter : parameters.values()) {
            String name = parameter.name();
            List<String> given = parameter.inPath() ? List.of(path.get(name)) : query.getOrDefault(name, List.of());
            if (given.size() > 1) {
                throw Problem.badParameter(name, name + " is given more than once");
            }
            if (given.isEmpty() && parameter.required()) {
                throw Problem.badParameter(name, name + " is missing");
            }
            values.put(name, given.isEmpty() ? parameter.initial() : parameter.value(given.get(0)));
        }
        return values;
    }
}
