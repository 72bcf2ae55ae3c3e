package org.discogsography.discovery.mcp;

/** An argument that cannot become a parameter of a REST request. */
final class BadArgument extends Exception {

    private static final long serialVersionUID = 1L;

    BadArgument(String detail) {
        super(detail);
    }
}
