package org.discogsography;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.discogsography.management.ManagementConfiguration;
import org.discogsography.metrics.MetricsConfiguration;
import org.discogsography.routes.RouteSource;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.web.WebConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program: runs the services named on the command line, or all of them, in this process; or one {@link Command}.
 *
 * <p>Exit codes: 0 after a regular end, 1 where something that it was to do failed, 2 where it was called, or
 * configured, in a way that makes no sense.
 */
public final class Discogsography {

    private static final Logger LOG = LoggerFactory.getLogger(Discogsography.class);

    /** The first that names a property is the one that holds; environment variables stand above both. */
    private static final String CONFIGURATION =
            "file:application.properties;optional=true,classpath:application.properties";

    private Discogsography() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (Usage.isAskedForBy(arguments)) {
            out.print(Usage.answer(arguments));
            return 0;
        }
        var exitCode = new AtomicInteger();
        try {
            Optional<RoutesCommand> routes = RoutesCommand.in(arguments);
            if (routes.isPresent()) {
                return routes.get().run(out, err);
            }
            SettingsCheck.checkNames(Path.of(""), System.getenv(), System.getProperties());
            Optional<Command> command = Command.in(arguments);
            if (command.isPresent()) {
                CommandRun.silenceLog();
                return new CommandRun(out, err).of(command.get(), settings(SecretFiles.read(System.getenv())));
            }
            Main main = create(arguments, SecretFiles.read(System.getenv()), exitCode);
            main.run();
            return exitCode.get();
        } catch (Exception e) {
            SettingException setting = Refusal.in(e);
            if (setting != null) {
                err.println(setting.getMessage());
                return 2;
            }
            LOG.error("The program did not start", e);
            err.println("The program did not start: " + e.getMessage());
            return 1;
        }
    }

    /**
     * The program, not started yet.
     *
     * @param names the services to run; empty: all
     * @param overrides properties that stand above {@code application.properties}
     * @throws SettingException where a service is unknown
     */
    public static Main create(List<String> names, Map<String, String> overrides) {
        return create(names, overrides, new AtomicInteger());
    }

    private static Main create(List<String> names, Map<String, String> overrides, AtomicInteger exitCode) {
        List<Service> services = Service.named(names);
        var main = new Main();
        main.setDefaultPropertyPlaceholderLocation(CONFIGURATION);
        ProcessBeans.of(services, new ServicesEnd(main, exitCode, services.size() == 1))
                .forEach(main::bind);
        overrides.forEach(main::addOverrideProperty);
        main.configure().addConfiguration(SettingsCheck.class);
        main.configure().addConfiguration(MetricsConfiguration.class);
        main.configure()
                .addConfiguration(
                        new RouteSource(services.stream().map(Service::toString).toList(), pattern -> main.configure()
                                .setRoutesIncludePattern(pattern)));
        main.configure().addConfiguration(WebConfiguration.class);
        main.configure().addConfiguration(ManagementConfiguration.class);
        services.forEach(service -> main.configure().addConfiguration(service.configuration()));
        LOG.info("Discogsography {}: {}", Usage.version(), services);
        return main;
    }

    /** The settings as the services would have them, with no service about. */
    private static Settings settings(Map<String, String> overrides) {
        var properties = new Properties();
        properties.putAll(overrides);
        var context = new DefaultCamelContext(false);
        context.disableJMX();
        context.getPropertiesComponent().setLocation(CONFIGURATION);
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.build();
        var settings = new Settings(context);
        SettingsCheck.check(settings);
        return settings;
    }

    private record ServicesEnd(Main main, AtomicInteger exitCode, boolean isOneService) implements ProgramEnd {

        @Override
        public void with(int code) {
            exitCode.set(code);
            main.completed();
        }
    }
}
