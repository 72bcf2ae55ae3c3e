package org.discogsography.management;

import org.discogsography.web.WebServer;

/**
 * Where the process is managed.
 *
 * @param server that is not the one on which routes answer
 */
public record ManagementPort(WebServer server) {

    /** Where a console connects to. */
    public String jolokiaAddress() {
        return server.address() + Jolokia.PATH;
    }
}
