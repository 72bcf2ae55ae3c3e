package org.discogsography.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.support.PatternHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The content of a set of route files, as far as it is needed to find the routes that an edit changes. A route depends on its
 * own file and on those of its template, its configurations and the routes that it calls by {@code direct:}: if the content of
 * one of them changes, the route is made again. Comments and layout do not count.
 *
 * <p>A caller is made again with the route that it calls because it has to rest while that route is replaced.
 */
final class RouteFiles {

    private final Map<String, String> contents;
    private final Map<String, Object> data = new TreeMap<>();
    private final List<RouteElement> elements = new ArrayList<>();

    private RouteFiles(Map<String, String> contents) {
        this.contents = new TreeMap<>(contents);
    }

    /**
     * Reads them.
     *
     * @param contents by the files' names
     * @throws InvalidRouteException if one is not YAML, or a route has no id of its own
     */
    static RouteFiles of(Map<String, String> contents) throws InvalidRouteException {
        var files = new RouteFiles(contents);
        for (var file : contents.entrySet()) {
            files.add(file.getKey(), file.getValue());
        }
        files.check();
        return files;
    }

    private void add(String file, String content) throws InvalidRouteException {
        if (content.isBlank()) {
            throw new InvalidRouteException(file, 1, "the file is empty");
        }
        var settings = LoadSettings.builder().setLabel(file).build();
        try {
            data.put(file, new Load(settings).loadFromString(content));
            List<Integer> lines = lines(settings, content);
            if (!(data.get(file) instanceof List<?> entries) || lines.size() != entries.size()) {
                throw new InvalidRouteException(
                        file, 1, "the file must be a list of routes, templates and configurations");
            }
            for (int i = 0; i < entries.size(); i++) {
                if (!(entries.get(i) instanceof Map<?, ?> entry) || entry.size() != 1) {
                    throw new InvalidRouteException(
                            file,
                            lines.get(i),
                            "an entry must be one route, template or configuration; check the indentation");
                }
                elements.add(RouteElement.of(file, lines.get(i), entry));
            }
        } catch (YamlEngineException e) {
            throw InvalidRouteException.marked(file, e);
        }
    }

    /** The line at which each entry begins. */
    private static List<Integer> lines(LoadSettings settings, String content) {
        Node root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, content)))
                .getSingleNode()
                .orElse(new SequenceNode(Tag.SEQ, List.of(), FlowStyle.AUTO));
        List<Node> entries = root instanceof SequenceNode list ? list.getValue() : List.of();
        return entries.stream()
                .map(entry ->
                        entry.getStartMark().map(mark -> mark.getLine() + 1).orElse(1))
                .toList();
    }

    private void check() throws InvalidRouteException {
        Map<String, RouteElement> known = new LinkedHashMap<>();
        for (RouteElement element : elements) {
            if (element.is("from") || (element.isRoute() && element.id() == null)) {
                throw new InvalidRouteException(
                        element.file(), element.line(), "a route needs an id, so that it is known when it is edited");
            }
            RouteElement other = element.id() == null
                    ? null
                    : known.put((element.isRoute() ? "route" : element.kind()) + " " + element.id(), element);
            if (other != null) {
                throw new InvalidRouteException(
                        element.file(),
                        element.line(),
                        "the id " + element.id() + " is already used at " + other.place());
            }
        }
        for (RouteElement element : elements) {
            if (element.is("templatedroute") && template(element) == null) {
                throw new InvalidRouteException(
                        element.file(),
                        element.line(),
                        "there is no route template " + element.template() + "; the routes made from it: "
                                + String.join(", ", users(element.template())));
            }
        }
    }

    private List<String> users(String template) {
        return elements.stream()
                .filter(element -> element.is("templatedroute") && Objects.equals(element.template(), template))
                .map(RouteElement::id)
                .toList();
    }

    Map<String, String> contents() {
        return contents;
    }

    /** The ids of all routes. */
    Set<String> routes() {
        Set<String> ids = new LinkedHashSet<>();
        elements.stream().filter(RouteElement::isRoute).map(RouteElement::id).forEach(ids::add);
        return ids;
    }

    /** The ids of all entries of a kind. */
    Set<String> ids(String kind) {
        Set<String> ids = new LinkedHashSet<>();
        elements.stream()
                .filter(element -> element.is(kind))
                .map(RouteElement::id)
                .filter(Objects::nonNull)
                .forEach(ids::add);
        return ids;
    }

    /** The routes that exist in one of the two only, or differ. */
    Set<String> differences(RouteFiles others) {
        Set<String> all = new TreeSet<>(routes());
        all.addAll(others.routes());
        all.removeIf(route -> meaning(route).equals(others.meaning(route)));
        return all;
    }

    /** A mistake that shows when this route is made. Camel does not say on which line it is: the route and its template are named. */
    InvalidRouteException mistake(String route, Exception found) {
        RouteElement itself = route(route);
        RouteElement body = body(itself);
        String what = "the route " + route
                + (body.is("routetemplate") ? ", made from the template " + body.id() + " at " + body.place() : "");
        return InvalidRouteException.inRoute(itself.file(), itself.line(), what, found);
    }

    private List<Object> meaning(String id) {
        Set<RouteElement> all = new LinkedHashSet<>();
        RouteElement route = route(id);
        if (route != null) {
            add(route, all);
        }
        Set<String> files = new TreeSet<>();
        all.forEach(element -> files.add(element.file()));
        return List.of(files, files.stream().map(data::get).toList());
    }

    /** Adds a route and everything that it rests on. */
    private void add(RouteElement route, Set<RouteElement> all) {
        if (!all.add(route)) {
            return;
        }
        RouteElement body = body(route);
        all.add(body);
        elements.stream()
                .filter(element -> element.is("routeconfiguration"))
                .filter(configuration -> body.configurations().stream()
                        .anyMatch(pattern -> configuration.id() == null
                                || pattern.contains("{{")
                                || PatternHelper.matchPattern(configuration.id(), pattern)))
                .forEach(all::add);
        RouteCalls calls = calls(route);
        elements.stream()
                .filter(element -> element.isRoute() && calls.reach(calls(element)))
                .forEach(called -> add(called, all));
    }

    private RouteCalls calls(RouteElement route) {
        RouteElement body = body(route);
        Map<String, String> parameters = new HashMap<>(body.parameters());
        parameters.putAll(route.parameters());
        return RouteCalls.of(body, parameters);
    }

    /** The entry with the route's steps: the route itself, or its template. */
    private RouteElement body(RouteElement route) {
        return route.is("templatedroute") ? template(route) : route;
    }

    private RouteElement route(String id) {
        return elements.stream()
                .filter(element -> element.isRoute() && id.equals(element.id()))
                .findFirst()
                .orElse(null);
    }

    private RouteElement template(RouteElement templated) {
        return elements.stream()
                .filter(element -> element.is("routetemplate")
                        && templated.template() != null
                        && templated.template().equals(element.id()))
                .findFirst()
                .orElse(null);
    }
}
