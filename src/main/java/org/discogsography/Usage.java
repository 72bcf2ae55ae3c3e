package org.discogsography;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.discogsography.settings.PackedProperties;
import org.discogsography.settings.Setting;

/** What the program answers to {@code --help} and {@code --version}. */
final class Usage {

    private static final String HELP = """
            Usage: java -jar discogsography.jar [service ...]
                   java -jar discogsography.jar <command>

            Runs the services named, in one process; none named: all of them. One alone answers on the port beside its name
            (GET /health), several together on the dashboard's.

            %s

            Commands:

            %s

            Configuration: application.properties is packed into the jar. A file of that name in the working directory
            overrides what it names, environment variables override both: neo4j.address is NEO4J_ADDRESS, for example.
            A secret can come from a file: NEO4J_PASSWORD_FILE, POSTGRES_PASSWORD_FILE, AMQP_CONNECTION_FILE,
            DASHBOARD_TOKEN_FILE.

            Exit codes: 0 regular end, 1 something failed, 2 called or configured in a way that makes no sense.
            """;

    private Usage() {}

    static boolean isAskedForBy(List<String> arguments) {
        return wantsHelp(arguments) || arguments.contains("--version");
    }

    /** The text to print, with its line feed. */
    static String answer(List<String> arguments) {
        if (!wantsHelp(arguments)) {
            return "Discogsography " + version() + "\n";
        }
        return HELP.formatted(services(), commands());
    }

    private static String services() {
        return Arrays.stream(Service.values())
                .map(service -> "  %-12s %s  %s"
                        .formatted(
                                service,
                                PackedProperties.value(Setting.of(service.toString(), "port")),
                                service.description()))
                .collect(Collectors.joining("\n"));
    }

    private static String commands() {
        return Stream.concat(
                        Arrays.stream(Command.Form.values()).map(form -> command(form.toString(), form.description())),
                        Stream.of(command(RoutesCommand.FORM, RoutesCommand.DESCRIPTION)))
                .collect(Collectors.joining("\n"));
    }

    private static String command(String form, String description) {
        return "  %-33s %s".formatted(form, description);
    }

    private static boolean wantsHelp(List<String> arguments) {
        return arguments.contains("--help") || arguments.contains("-h");
    }

    /** The version in the jar's manifest. */
    static String version() {
        String version = Usage.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
