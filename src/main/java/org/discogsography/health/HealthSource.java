package org.discogsography.health;

import java.util.List;

/** A part of the program with its own section in {@code /health}. It answers at once, from any thread, from memory. */
public interface HealthSource {

    /** The section's name. */
    String section();

    /** Its content: a record or a map, which becomes JSON. Sources that share a section must return maps. */
    Object content();

    /** The reasons for which the process is not healthy, as far as this part knows. */
    List<Finding> findings();
}
