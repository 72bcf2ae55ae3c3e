package org.discogsography.cli;

import org.discogsography.program.InvalidSetting;
import org.discogsography.settings.SettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Reads the command line and runs what it asks for. A new command is a class with {@code @Command} that {@link RunServices} lists
 * among its subcommands.
 */
public final class Cli {

    private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

    /** Columns of a help text. */
    private static final int WIDTH = 110;

    private Cli() {}

    /**
     * Executing it gives the exit code: 0 after a regular end, 1 if something failed, 2 after invalid arguments or settings, with
     * one line that says which.
     */
    public static CommandLine commandLine() {
        var line = new CommandLine(new RunServices());
        HelpText.describe(line);
        // An argument that begins with @ is no file of more arguments.
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(WIDTH);
        line.setParameterExceptionHandler(new InvalidArguments());
        line.setExecutionStrategy(Cli::execute);
        line.setExecutionExceptionHandler((thrown, command, arguments) -> failed(thrown, command));
        return line;
    }

    private static int execute(ParseResult arguments) {
        if (arguments.hasSubcommand() && !arguments.matchedPositionals().isEmpty()) {
            CommandLine command = arguments.subcommand().commandSpec().commandLine();
            throw new ParameterException(
                    command, command.getCommandName() + " is a command: no service may be named before it");
        }
        return new RunLast().execute(arguments);
    }

    private static int failed(Exception thrown, CommandLine command) {
        SettingException refused = InvalidSetting.causeOf(thrown);
        if (refused != null) {
            command.getErr().println(refused.getMessage());
            return 2;
        }
        LOG.error("The program did not start", thrown);
        command.getErr().println("The program did not start: " + thrown.getMessage());
        return 1;
    }
}
