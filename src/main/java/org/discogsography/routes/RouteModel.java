package org.discogsography.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Camel's model of the routes, and how definitions from files get into it. Camel makes a route from its definition when it is
 * added. Configurations and templates in the model only affect routes that are added later.
 */
record RouteModel(CamelContext context, RouteFolder folder) {

    /** The model's configurations and templates. */
    record Shared(List<RouteConfigurationDefinition> configurations, List<RouteTemplateDefinition> templates) {}

    Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** The present ones, for {@link #restore}. */
    Shared shared() {
        return new Shared(
                List.copyOf(model().getRouteConfigurationDefinitions()),
                List.copyOf(model().getRouteTemplateDefinitions()));
    }

    void restore(Shared shared) throws Exception {
        model().getRouteConfigurationDefinitions().clear();
        model().addRouteConfigurations(shared.configurations());
        model().removeRouteTemplateDefinitions(List.copyOf(model().getRouteTemplateDefinitions()));
        model().addRouteTemplateDefinitions(shared.templates());
    }

    /**
     * Puts the files' configurations and templates into the model, in place of those of {@code old}, and makes definitions of
     * these routes, which are not yet in the model.
     *
     * @return by the routes' ids
     * @throws InvalidRouteException if Camel cannot read a file
     */
    Map<String, RouteDefinition> define(RouteFiles files, RouteFiles old, Set<String> routes) throws Exception {
        List<RouteConfigurationBuilder> builders = builders(files);
        var left = new ArrayList<>(model().getRouteConfigurationDefinitions());
        left.removeIf(known -> known.getId() == null
                || old.ids("routeconfiguration").contains(known.getId())
                || files.ids("routeconfiguration").contains(known.getId()));
        model().getRouteConfigurationDefinitions().clear();
        model().addRouteConfigurations(left);
        for (RouteTemplateDefinition known : List.copyOf(model().getRouteTemplateDefinitions())) {
            if (old.ids("routetemplate").contains(known.getId())
                    || files.ids("routetemplate").contains(known.getId())) {
                model().removeRouteTemplateDefinition(known);
            }
        }
        for (var builder : builders) {
            reading(builder, b -> b.updateRouteConfigurationsToCamelContext(context));
        }
        Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
        for (var builder : builders) {
            reading(builder, b -> b.configureRoutes(context));
            model().addRouteTemplateDefinitions(
                            builder.getRouteTemplateCollection().getRouteTemplates());
            builder.getRouteCollection().getRoutes().stream()
                    .filter(route -> routes.contains(route.getRouteId()))
                    .forEach(route -> definitions.put(route.getRouteId(), route));
        }
        for (var builder : builders) {
            for (var templated : builder.getTemplatedRouteCollection().getTemplatedRoutes()) {
                if (routes.contains(templated.getRouteId())) {
                    definitions.put(templated.getRouteId(), instance(files, templated));
                }
            }
        }
        return definitions;
    }

    private interface Reading {
        void of(RouteConfigurationBuilder builder) throws Exception;
    }

    private void reading(RouteConfigurationBuilder builder, Reading reading) throws InvalidRouteException {
        try {
            reading.of(builder);
        } catch (Exception e) {
            throw InvalidRouteException.marked(name(builder), e);
        }
    }

    private String name(RouteConfigurationBuilder builder) {
        return builder.getResource().getLocation().substring(location("").length());
    }

    private String location(String name) {
        return "file:" + folder.path() + "/" + name;
    }

    private List<RouteConfigurationBuilder> builders(RouteFiles files) throws InvalidRouteException {
        List<RouteConfigurationBuilder> builders = new ArrayList<>();
        for (var file : files.contents().entrySet()) {
            var resource = ResourceHelper.fromString(location(file.getKey()), file.getValue());
            try {
                for (RoutesBuilder builder :
                        PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource))) {
                    builders.add((RouteConfigurationBuilder) builder);
                }
            } catch (Exception e) {
                throw InvalidRouteException.marked(file.getKey(), e);
            }
        }
        return builders;
    }

    /** The template's route. Without the filter the model would add and start it at once. */
    private RouteDefinition instance(RouteFiles files, TemplatedRouteDefinition templated)
            throws InvalidRouteException {
        List<RouteDefinition> made = new ArrayList<>();
        Function<RouteDefinition, Boolean> before = model().getRouteFilter();
        model().setRouteFilter(definition -> {
            made.add(definition);
            return false;
        });
        try {
            model().addRouteFromTemplatedRoute(templated);
        } catch (Exception e) {
            throw files.mistake(templated.getRouteId(), e);
        } finally {
            model().setRouteFilter(before);
        }
        return made.get(0);
    }
}
