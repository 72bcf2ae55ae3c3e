package org.discogsography.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * What a set of route files says, as far as it has to be known to tell which routes an edit is about. A route is about its own
 * file, and about those of its template and its configurations: where one of them says something else, it is another route.
 * Comments and layout say nothing.
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
     * @throws InvalidRouteException where one is not YAML, or a route has no id of its own
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
            throw new InvalidRouteException(file, 1, "there is nothing in it");
        }
        var settings = LoadSettings.builder().setLabel(file).build();
        try {
            data.put(file, new Load(settings).loadFromString(content));
            List<Integer> lines = lines(settings, content);
            if (!(data.get(file) instanceof List<?> entries) || lines.size() != entries.size()) {
                throw new InvalidRouteException(
                        file, 1, "it has to be a list: of routes, templates and configurations");
            }
            for (int i = 0; i < entries.size(); i++) {
                if (!(entries.get(i) instanceof Map<?, ?> entry) || entry.size() != 1) {
                    throw new InvalidRouteException(
                            file, lines.get(i), "an entry has to be one route, template or such (an indent, perhaps)");
                }
                elements.add(RouteElement.of(file, lines.get(i), entry));
            }
        } catch (YamlEngineException e) {
            throw InvalidRouteException.marked(file, e);
        }
    }

    /** At which line each entry begins. */
    private static List<Integer> lines(LoadSettings settings, String content) {
        Node root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, content)))
                .getSingleNode()
                .orElse(new SequenceNode(org.snakeyaml.engine.v2.nodes.Tag.SEQ, List.of(), FlowStyle.AUTO));
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
                        "the id " + element.id() + " is taken already, in " + other.file() + ":" + other.line());
            }
            if (element.is("templatedroute") && template(element) == null) {
                throw new InvalidRouteException(
                        element.file(), element.line(), "there is no route template " + element.template());
            }
        }
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
                .filter(java.util.Objects::nonNull)
                .forEach(ids::add);
        return ids;
    }

    /** The entry that says what this route does: itself, or its template. */
    RouteElement body(String route) {
        RouteElement itself = route(route);
        return itself.is("templatedroute") ? template(itself) : itself;
    }

    /** The routes that are there in one of the two only, or are not the same in both. */
    Set<String> differences(RouteFiles others) {
        Set<String> all = new TreeSet<>(routes());
        all.addAll(others.routes());
        all.removeIf(route -> meaning(route).equals(others.meaning(route)));
        return all;
    }

    /** Something that is found wrong when this route is made. */
    InvalidRouteException mistake(String route, Exception found) {
        RouteElement body = body(route);
        return InvalidRouteException.inRoute(body.file(), contents.get(body.file()), body.line(), route, found);
    }

    private List<Object> meaning(String route) {
        RouteElement itself = route(route);
        if (itself == null) {
            return List.of();
        }
        Set<String> files = new TreeSet<>(Set.of(itself.file()));
        RouteElement body = body(route);
        files.add(body.file());
        elements.stream()
                .filter(element -> element.is("routeconfiguration"))
                .filter(configuration -> body.configurations().stream()
                        .anyMatch(pattern -> configuration.id() == null
                                || pattern.contains("{{")
                                || PatternHelper.matchPattern(configuration.id(), pattern)))
                .map(RouteElement::file)
                .forEach(files::add);
        return List.of(files, files.stream().map(data::get).toList());
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
