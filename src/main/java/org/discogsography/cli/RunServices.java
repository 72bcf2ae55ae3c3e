package org.discogsography.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.discogsography.program.Launcher;
import org.discogsography.program.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Without a command: runs services in this process. */
@Command(
        name = HelpText.PROGRAM,
        versionProvider = VersionCommand.class,
        subcommands = {
            DeadLettersCommand.class,
            ReplayCommand.class,
            DownloadCommand.class,
            DumpsCommand.class,
            LoadsCommand.class,
            ChangesCommand.class,
            RoutesCommand.class,
            HelpCommand.class,
            VersionCommand.class
        })
final class RunServices implements Callable<Integer> {

    @Parameters(paramLabel = "service", arity = "0..*", converter = ServiceName.class)
    List<String> services = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the version.")
    boolean version;

    @Override
    public Integer call() throws Exception {
        return Launcher.run(
                services.isEmpty()
                        ? Service.unlessNamed()
                        : services.stream()
                                .distinct()
                                .map(name -> Service.named(name).orElseThrow())
                                .toList());
    }
}
