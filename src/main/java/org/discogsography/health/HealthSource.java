package org.discogsography.health;

import java.util.List;

/** A part of the program that has a section of its own in {@code /health}. Answers at once, from any thread, from memory. */
public interface HealthSource {

    /** The section's name. */
    String section();

    /** What it holds: maps, lists, texts, numbers and truth values. */
    Object content();

    /** Why the process is not healthy, as far as this part knows. */
    List<Finding> findings();
}
