package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.discogsography.outage.Reason;
import org.discogsography.routes.PackagedRoutes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the routes out of the jar, so that a user can edit them. */
@Command(name = "routes", description = "Copies the routes out of the jar, so that you can edit them.")
final class RoutesCommand implements Callable<Integer> {

    private static final String FORCE = "--force";

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "<folder>",
            defaultValue = "routes",
            description = "Target folder. Default: ./routes")
    Path folder;

    @Option(names = FORCE, description = "Overwrites files that have been edited.")
    boolean force;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            PackagedRoutes.Copied copied = PackagedRoutes.copyTo(folder, force);
            if (!copied.kept().isEmpty()) {
                err.println("Nothing copied: " + folder + " has edited files, " + String.join(", ", copied.kept())
                        + "; " + FORCE + " overwrites them");
                return 1;
            }
            copied.written().forEach(name -> out.println(folder.resolve(name)));
            out.printf(
                    "%d files copied; ROUTES_FOLDER=%s runs them, ROUTES_RELOAD=true applies edits while they run%n",
                    copied.written().size(), folder);
            return 0;
        } catch (IOException e) {
            err.println("The routes cannot be copied to " + folder + ": " + Reason.of(e));
            return 1;
        }
    }
}
