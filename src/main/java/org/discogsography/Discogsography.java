package org.discogsography;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.SecretFiles;

/**
 * The program: runs the services named on the command line, or all of them, in this process.
 *
 * <p>Exit codes: 0 after a regular end, 1 where something that it was to do failed, 2 where it was called, or
 * configured, in a way that makes no sense.
 */
public final class Discogsography {

    private Discogsography() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> names) throws Exception {
        Main main;
        try {
            main = create(names, SecretFiles.read(System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        try {
            main.run();
            return Math.max(
                    main.getExitCode(),
                    main.lookup("exitCode", AtomicInteger.class).get());
        } catch (Exception e) {
            System.err.println(reason(e));
            return 2;
        }
    }

    /**
     * The program, not started yet.
     *
     * @param names the services to run; empty: all
     * @param overrides properties that stand above {@code application.properties}
     * @throws IllegalArgumentException where a service is unknown
     */
    public static Main create(List<String> names, Map<String, String> overrides) {
        List<Service> services = Service.named(names);
        var main = new Main();
        main.bind("metricsRegistry", (MeterRegistry) new SimpleMeterRegistry());
        var exitCode = new AtomicInteger();
        main.bind("exitCode", exitCode);
        main.bind("programEnd", (ProgramEnd) code -> {
            exitCode.set(code);
            main.completed();
        });
        overrides.forEach(main::addOverrideProperty);
        services.forEach(service -> main.configure().addConfiguration(service.configuration()));
        main.configure()
                .withRoutesIncludePattern(Stream.concat(
                                Stream.of("classpath:routes/common/*.camel.yaml"),
                                services.stream().map(Service::routes))
                        .collect(Collectors.joining(",")));
        return main;
    }

    /** The innermost of the causes that says something, which is the one that names a setting. */
    private static String reason(Throwable thrown) {
        String reason = thrown.toString();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        return reason;
    }
}
