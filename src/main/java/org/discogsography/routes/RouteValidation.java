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
 * Makes a route as Camel would, with its endpoints, its steps, its beans and what its steps write to, but does not add or start
 * it: so a mistake shows while the route that it is to replace still runs.
 */
record RouteValidation(CamelContext context) {

    /** Makes it, and throws it away. The definition cannot be used for anything else afterwards. */
    void of(RouteDefinition definition) throws Exception {
        withoutPolicies(definition);
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

    /** They take a route that is made for one that is about to run. */
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

    /** The steps look up what they write to now: statements that are files, for example. */
    private static void prepare(Route route) {
        try {
            ServiceHelper.initService(route.getProcessor());
        } finally {
            ServiceHelper.stopAndShutdownService(route.getProcessor());
        }
    }
}
