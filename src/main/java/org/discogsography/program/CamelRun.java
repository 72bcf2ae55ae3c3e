package org.discogsography.program;

import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;
import org.apache.camel.support.service.ServiceSupport;
import org.discogsography.metrics.MetricsConfiguration;
import org.discogsography.routes.RouteChanges;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.web.WebConfiguration;

/**
 * Binds what the routes refer to if Camel's own command line, {@code camel run}, runs them in place of this program.
 * {@code application-dev.properties} names this class. The folders of the route files decide which services run:
 * {@code routes/graphinator/} makes a graphinator, and so on.
 */
public final class CamelRun implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) throws Exception {
        String routes = context.resolvePropertyPlaceholders("{{?camel.main.routesIncludePattern}}");
        List<Service> services = services(routes == null ? "" : routes.replace('\\', '/'));
        if (services.isEmpty()) {
            throw new SettingException(
                    "No route of a service: name the files of one, in routes/tableinator/ for example");
        }
        ProcessBeans.of(services, new ContextEnd(context, services.size() == 1))
                .forEach((name, bean) -> context.getRegistry().bind(name, bean));
        context.getRegistry().bind("route-changes", new RouteChanges());
        context.getRegistry().bind("http-server-factory", MainHttpServerFactory.class, new NoHttpServer());
        // Before Camel refuses one itself, without its name.
        SettingsCheck.check(new Settings(context));
        new MetricsConfiguration().configure(context);
        new WebConfiguration().configure(context);
        for (Service service : services) {
            context.getInjector().newInstance(service.configuration()).configure(context);
        }
    }

    private static List<Service> services(String routes) {
        return Arrays.stream(Service.values())
                .filter(service -> Arrays.stream(routes.split(","))
                        .anyMatch(file -> file.matches("(.*[:/])?" + service + "/[^/]*")))
                .toList();
    }

    /** The routes answer on the program's own HTTP server; Camel's would listen on port 8080 of all addresses beside it. */
    private static final class NoHttpServer implements MainHttpServerFactory {

        @Override
        public ServiceSupport newHttpServer(CamelContext context, HttpServerConfigurationProperties settings) {
            return new ServiceSupport() {};
        }

        @Override
        public ServiceSupport newHttpManagementServer(
                CamelContext context, HttpManagementServerConfigurationProperties settings) {
            return new ServiceSupport() {};
        }
    }

    /** Camel's command line ends with its context, and with an exit code of its own. */
    private record ContextEnd(CamelContext context, boolean isOneService) implements ProgramEnd {

        @Override
        public void with(int exitCode) {
            // The context waits for its routes, so that it cannot be ended from one.
            new Thread(context::stop, "end").start();
        }
    }
}
