package org.discogsography.discovery.contract;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A parameter of a question, with the limits that the contract gives it.
 *
 * @param values that it takes; empty: any within the limits
 * @param pattern that a text must contain; null: none
 * @param initial its value if it is not given; null: none
 */
record Parameter(
        String name,
        boolean inPath,
        boolean required,
        boolean isInteger,
        List<String> values,
        long minimum,
        long maximum,
        long multipleOf,
        Pattern pattern,
        Object initial) {

    /** Reads it; {@code schema} is the one that a reference leads to. */
    static Parameter of(Map<String, Object> declared, Map<String, Object> schema) {
        boolean isInteger = "integer".equals(schema.get("type"));
        Object initial = schema.get("default");
        return new Parameter(
                (String) declared.get("name"),
                "path".equals(declared.get("in")),
                Boolean.TRUE.equals(declared.get("required")),
                isInteger,
                schema.get("enum") instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.of(),
                number(schema.get(isInteger ? "minimum" : "minLength"), isInteger ? Long.MIN_VALUE : 0),
                number(schema.get(isInteger ? "maximum" : "maxLength"), Long.MAX_VALUE),
                number(schema.get("multipleOf"), 1),
                schema.get("pattern") instanceof String pattern ? Pattern.compile(pattern) : null,
                isInteger && initial != null ? (Object) number(initial, 0) : initial);
    }

    private static long number(Object value, long otherwise) {
        return value instanceof Number number ? number.longValue() : otherwise;
    }

    /** The value that a text stands for: a {@link Long} or a {@link String}. */
    Object value(String text) throws Problem {
        return isInteger ? (Object) integer(text) : text(text);
    }

    private Long integer(String text) throws Problem {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw refused();
        }
        long value = Long.parseLong(text);
        if (value < minimum || value > maximum || value % multipleOf != 0) {
            throw refused();
        }
        return value;
    }

    private String text(String text) throws Problem {
        if (!values.isEmpty() && !values.contains(text)) {
            throw refused();
        }
        long length = text.codePointCount(0, text.length());
        // PostgreSQL takes no text with a zero in it.
        if (length < minimum || length > maximum || text.indexOf(0) >= 0) {
            throw refused();
        }
        if (pattern != null && !pattern.matcher(text).find()) {
            throw refused();
        }
        return text;
    }

    private Problem refused() {
        return Problem.badParameter(name, name + " must be " + accepted());
    }

    private String accepted() {
        if (!values.isEmpty()) {
            return "one of " + String.join(", ", values);
        }
        if (isInteger) {
            return "a whole number from " + minimum + " to " + maximum
                    + (multipleOf == 1 ? "" : ", a multiple of " + multipleOf);
        }
        return "a text of " + minimum + " to " + maximum + " characters"
                + (pattern == null ? "" : " like " + pattern.pattern());
    }
}
