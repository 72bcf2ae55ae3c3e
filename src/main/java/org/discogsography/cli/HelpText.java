package org.discogsography.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.discogsography.program.Service;
import org.discogsography.settings.PackedProperties;
import org.discogsography.settings.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help for the whole program, which lists services and commands, and parts of it for other messages. */
final class HelpText {

    static final String PROGRAM = "java -jar discogsography.jar";

    private HelpText() {}

    static void describe(CommandLine program) {
        UsageMessageSpec help = program.getCommandSpec().usageMessage();
        help.customSynopsis(PROGRAM + " [service ...]", "       " + PROGRAM + " <command> [arguments]");
        help.description(
                "",
                "Runs the services named, in one process; without a name, all of them except the exporter. A service that runs alone answers on the"
                        + " port beside its name (GET /health), several together answer on the dashboard's.");
        help.sectionMap().put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, section -> services());
        help.optionListHeading("%nOptions:%n");
        help.commandListHeading("%nCommands (help <command> explains one):%n");
        help.footer(
                "",
                "Exit codes: 0 regular end, 1 something failed, 2 invalid arguments or settings.",
                "",
                "Configuration: application.properties is packed into the jar. A file of that name in the working directory"
                        + " overrides the properties that it contains, environment variables override both: neo4j.address is"
                        + " NEO4J_ADDRESS, for example. A secret can also be read from a file: NEO4J_PASSWORD_FILE names it.");
    }

    private static String services() {
        return Arrays.stream(Service.values())
                .map(service -> "  %-12s %s  %s"
                        .formatted(
                                service,
                                PackedProperties.value(Setting.of(service.toString(), "port")),
                                service.description()))
                .collect(Collectors.joining("%n".formatted(), "%nServices:%n".formatted(), "%n".formatted()));
    }

    /** The names of all commands. */
    static List<String> commands() {
        return Arrays.stream(RunServices.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name())
                .toList();
    }

    /** A command with its arguments, in one line. */
    static String synopsis(CommandLine command) {
        return new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .replaceFirst("^" + PROGRAM + " ", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
