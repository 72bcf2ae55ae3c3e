package org.discogsography.routes;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One entry of a route file.
 *
 * @param file that it stands in
 * @param line that it begins at, from 1
 * @param kind {@code route}, {@code routetemplate}, {@code templatedroute}, {@code routeconfiguration} or another
 * @param fields what it says
 */
record RouteElement(String file, int line, String kind, Map<String, Object> fields) {

    static RouteElement of(String file, int line, Map<?, ?> entry) {
        var field = entry.entrySet().iterator().next();
        return new RouteElement(
                file, line, plain(field.getKey()), field.getValue() instanceof Map<?, ?> map ? plain(map) : Map.of());
    }

    /** Camel takes {@code routeTemplate} and {@code route-template} for the same. */
    private static String plain(Object key) {
        return String.valueOf(key).replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> plain(Map<?, ?> map) {
        Map<String, Object> plain = new java.util.HashMap<>();
        map.forEach((key, value) -> plain.put(plain(key), value));
        return plain;
    }

    boolean is(String what) {
        return kind.equals(what);
    }

    boolean isRoute() {
        return is("route") || is("templatedroute");
    }

    /** Null where it has none. */
    String id() {
        return text(is("templatedroute") ? "routeid" : "id");
    }

    /** The template that a templated route is made from. */
    String template() {
        return text("routetemplateref");
    }

    /** The configurations that a route, or what a template makes, names. */
    List<String> configurations() {
        Object named = is("routetemplate") && fields.get("route") instanceof Map<?, ?> route
                ? plain(route).get("routeconfigurationid")
                : fields.get("routeconfigurationid");
        return named == null ? List.of("*") : List.of(named.toString().split("\\s*,\\s*"));
    }

    private String text(String field) {
        Object value = fields.get(field);
        return value == null ? null : value.toString();
    }
}
