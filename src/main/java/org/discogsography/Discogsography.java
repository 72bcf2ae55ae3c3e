package org.discogsography;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.discogsography.management.ManagementConfiguration;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
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
        main.bind("metricsRegistry", (MeterRegistry) new SimpleMeterRegistry());
        main.bind("programEnd", new ServicesEnd(main, exitCode, services.size() == 1));
        main.bind("timeline", new Timeline());
        main.bind("runningServices", running(services));
        overrides.forEach(main::addOverrideProperty);
        main.configure().addConfiguration(WebConfiguration.class);
        main.configure().addConfiguration(ManagementConfiguration.class);
        services.forEach(service -> main.configure().addConfiguration(service.configuration()));
        main.configure()
                .withRoutesIncludePattern(Stream.concat(
                                Stream.of("classpath:routes/common/*.camel.yaml"),
                                services.stream().map(Service::routes))
                        .collect(Collectors.joining(",")));
        LOG.info("Discogsography {}: {}", Usage.version(), services);
        return main;
    }

    /** A service alone answers on its own port; several together answer on the dashboard's. */
    private static RunningServices running(List<Service> services) {
        Service end = services.size() == 1 ? services.get(0) : Service.DASHBOARD;
        return new RunningServices(services.stream().map(Service::toString).toList(), end.toString(), Usage.version());
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
        return new Settings(context);
    }

    private record ServicesEnd(Main main, AtomicInteger exitCode, boolean isOneService) implements ProgramEnd {

        @Override
        public void with(int code) {
            exitCode.set(code);
            main.completed();
        }
    }
}
