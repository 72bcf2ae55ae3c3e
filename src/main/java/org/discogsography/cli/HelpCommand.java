package org.discogsography.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.discogsography.program.Service;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains the program, a service or a command. */
@Command(name = "help", description = "Explains the program, a service or a command.")
final class HelpCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "<name>",
            converter = ServiceOrCommand.class,
            description = "A service or a command. Default: the whole program.")
    String name;

    @Override
    public Integer call() {
        CommandLine program = spec.commandLine().getParent();
        Map<String, CommandLine> commands = program.getSubcommands();
        Service service = name == null ? null : Service.named(name).orElse(null);
        if (service != null) {
            spec.commandLine().getOut().printf("%s %s: %s.%n", HelpText.PROGRAM, service, service.description());
        } else {
            commands.getOrDefault(name, program).usage(spec.commandLine().getOut());
        }
        return 0;
    }
}
