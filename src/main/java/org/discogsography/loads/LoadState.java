package org.discogsography.loads;

import java.util.Arrays;
import java.util.Locale;

/** How far a load is. */
public enum LoadState {
    /** Its records arrive, or have not been compared yet. */
    LOADING,
    /** Nothing is outstanding, and yet the store does not hold all records, or some were rejected. */
    INCOMPLETE,
    /** The store held exactly the records of the version. */
    COMPLETE,
    /** Somebody has looked at what is missing, and accepted that. */
    ACCEPTED;

    /** Its word in the stores. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether older records may be removed. */
    public boolean isSettled() {
        return this == COMPLETE || this == ACCEPTED;
    }

    /** The state with this word. */
    public static LoadState of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no state of a load called " + word));
    }
}
