package org.discogsography.routes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.spi.LocalBeanRepositoryAware;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.OrderedLocationProperties;

/**
 * Makes a route as Camel does, with its endpoints, steps and beans, but does not add or start it. A mistake shows while the old
 * route still runs.
 */
record RouteValidation(CamelContext context) {

    /** Makes the route and discards it. The definition cannot be used again. */
    void of(RouteDefinition definition) throws Exception {
        var properties = context.getPropertiesComponent();
        var registry = context.getRegistry() instanceof LocalBeanRepositoryAware local ? local : null;
        try {
            if (definition.getTemplateParameters() != null) {
                Map<String, Object> parameters = new HashMap<>(definition.getTemplateParameters());
                var local = new OrderedLocationProperties();
                local.putAll(definition.getLocation(), parameters);
                properties.setLocalProperties(local);
                if (registry != null && definition.getRouteTemplateContext() != null) {
                    registry.setLocalBeanRepository(
                            definition.getRouteTemplateContext().getLocalBeanRepository());
                }
            }
            withoutPolicies(definition);
            RouteDefinitionHelper.forceAssignIds(context, definition);
            Route route = context.getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .getModelReifierFactory()
                    .createRoute(context, definition);
            if (route != null) {
                prepare(route);
            }
        } finally {
            properties.setLocalProperties(null);
            if (registry != null) {
                registry.setLocalBeanRepository(null);
            }
        }
    }

    /** A policy would take this route for one that is about to run. */
    private void withoutPolicies(RouteDefinition definition) {
        if (definition.getRoutePolicyRef() == null) {
            return;
        }
        for (String policy : List.of(definition.getRoutePolicyRef().split("\\s*,\\s*"))) {
            String name = context.resolvePropertyPlaceholders(policy);
            if (context.getRegistry().lookupByNameAndType(name, RoutePolicy.class) == null) {
                throw new IllegalArgumentException("there is no route policy " + name);
            }
        }
        definition.setRoutePolicyRef(null);
    }

    /** Lets the steps look up what they need, such as files with statements. */
    private static void prepare(Route route) {
        try {
            ServiceHelper.initService(route.getProcessor());
        } finally {
            ServiceHelper.stopAndShutdownService(route.getProcessor());
        }
    }
}
