package org.discogsography.discovery;

import org.apache.camel.Exchange;

/** Adds the bounds of a statement, which its route names, to its parameters. Bean of the routes; thread-safe. */
public final class Bounds {

    /** Adds bounds such as {@code most=50000, longest=50}. */
    public void set(Exchange exchange, String bounds) {
        var parameters = Answers.parameters(exchange);
        for (String bound : bounds.split(",", -1)) {
            String[] parts = bound.split("=", 2);
            parameters.put(parts[0].strip(), Long.valueOf(parts[1].strip()));
        }
    }
}
