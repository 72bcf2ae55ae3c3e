package org.discogsography;

import org.discogsography.cli.Cli;

/** The program: runs the services that the command line names, or a command. */
public final class Discogsography {

    private Discogsography() {}

    public static void main(String[] arguments) {
        System.exit(Cli.commandLine().execute(arguments));
    }
}
