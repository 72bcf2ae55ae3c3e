package org.discogsography.cli;

import org.discogsography.program.Service;

/** A service to run. */
final class ServiceName extends Choice {

    ServiceName() {
        super("service", Service.names());
    }
}
