package org.discogsography.program;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.discogsography.management.ManagementConfiguration;
import org.discogsography.metrics.MetricsConfiguration;
import org.discogsography.routes.RouteSource;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.Settings;
import org.discogsography.web.WebConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts services in this process, with the settings of the working directory and the environment. */
public final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /** The first file that has a property decides; environment variables override both. */
    private static final String CONFIGURATION =
            "file:application.properties;optional=true,classpath:application.properties";

    private Launcher() {}

    /**
     * Runs services until the process is asked to end, or one of them ends it.
     *
     * @return the exit code
     * @throws Exception if they do not start; {@link InvalidSetting} finds the setting, if that is the reason
     */
    public static int run(List<Service> services) throws Exception {
        SettingsCheck.checkNames(Path.of(""), System.getenv(), System.getProperties());
        var exitCode = new AtomicInteger();
        create(services, SecretFiles.read(System.getenv()), exitCode).run();
        return exitCode.get();
    }

    /**
     * The services, not started yet.
     *
     * @param overrides properties that stand above {@code application.properties}
     */
    public static Main create(List<Service> services, Map<String, String> overrides) {
        return create(services, overrides, new AtomicInteger());
    }

    private static Main create(List<Service> services, Map<String, String> overrides, AtomicInteger exitCode) {
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
        LOG.info("Discogsography {}: {}", ProgramVersion.current(), services);
        return main;
    }

    /**
     * The settings as the services would have them, for a command that runs without them.
     *
     * @throws org.discogsography.settings.SettingException naming the first that is invalid
     */
    public static Settings settings() {
        SettingsCheck.checkNames(Path.of(""), System.getenv(), System.getProperties());
        var properties = new Properties();
        properties.putAll(SecretFiles.read(System.getenv()));
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
