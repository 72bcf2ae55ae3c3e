package org.discogsography.cli;

import java.util.stream.Stream;
import org.discogsography.program.Service;

/** The first word of a command line. */
final class ServiceOrCommand extends Choice {

    ServiceOrCommand() {
        super(
                "service or command",
                Stream.concat(Service.names().stream(), HelpText.commands().stream())
                        .toList());
    }
}
