package org.discogsography.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a route file.
 *
 * @param file its file
 * @param line the line at which it begins, from 1
 * @param kind {@code route}, {@code routetemplate}, {@code templatedroute}, {@code routeconfiguration} or another
 * @param fields its content
 */
record RouteElement(String file, int line, String kind, Map<String, Object> fields) {

    static RouteElement of(String file, int line, Map<?, ?> entry) {
        var field = entry.entrySet().iterator().next();
        return new RouteElement(
                file, line, plain(field.getKey()), field.getValue() instanceof Map<?, ?> map ? plain(map) : Map.of());
    }

    /** To Camel, {@code routeTemplate} and {@code route-template} are the same. */
    private static String plain(Object key) {
        return String.valueOf(key).replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> plain(Map<?, ?> map) {
        Map<String, Object> plain = new HashMap<>();
        map.forEach((key, value) -> plain.put(plain(key), value));
        return plain;
    }

    boolean is(String what) {
        return kind.equals(what);
    }

    boolean isRoute() {
        return is("route") || is("templatedroute");
    }

    /** Null if it has none. */
    String id() {
        return text(is("templatedroute") ? "routeid" : "id");
    }

    /** {@code file:line}. */
    String place() {
        return file + ":" + line;
    }

    /** The id of the template that a templated route is made from. */
    String template() {
        return text("routetemplateref");
    }

    /** The values that a templated route gives its template's parameters, or a template's default values. */
    Map<String, String> parameters() {
        Map<String, String> values = new HashMap<>();
        if (fields.get("parameters") instanceof Collection<?> parameters) {
            for (Object parameter : parameters) {
                Map<String, Object> plain = parameter instanceof Map<?, ?> map ? plain(map) : Map.of();
                Object value = plain.getOrDefault("value", plain.get("defaultvalue"));
                if (value != null) {
                    values.put(String.valueOf(plain.get("name")), value.toString());
                }
            }
        }
        return values;
    }

    /** The configurations that a route, or a template's route, names. */
    List<String> configurations() {
        Object named = definition().get("routeconfigurationid");
        return named == null ? List.of("*") : List.of(named.toString().split("\\s*,\\s*"));
    }

    /** The URI that a route, or a template's route, consumes from. */
    Optional<String> input() {
        Object from = definition().get("from");
        Object uri = from instanceof Map<?, ?> map ? plain(map).get("uri") : from;
        return Optional.ofNullable(uri).map(Object::toString);
    }

    /** All texts in it, at every depth. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        addTexts(fields, texts);
        return texts;
    }

    private static void addTexts(Object value, List<String> texts) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(nested -> addTexts(nested, texts));
        } else if (value instanceof Collection<?> list) {
            list.forEach(nested -> addTexts(nested, texts));
        } else if (value != null) {
            texts.add(value.toString());
        }
    }

    private Map<String, Object> definition() {
        return is("routetemplate") && fields.get("route") instanceof Map<?, ?> route ? plain(route) : fields;
    }

    private String text(String field) {
        Object value = fields.get(field);
        return value == null ? null : value.toString();
    }
}
