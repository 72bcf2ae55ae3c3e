package org.discogsography.management;

import org.discogsography.web.WebServer;

/**
 * The management port of the process.
 *
 * @param server a server of its own, not that of the routes
 */
public record ManagementPort(WebServer server) {

    /** The address that a console connects to. */
    public String jolokiaAddress() {
        return server.address() + Jolokia.PATH;
    }
}
