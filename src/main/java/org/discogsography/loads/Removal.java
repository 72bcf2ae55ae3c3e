package org.discogsography.loads;

/**
 * What one step of a removal has done.
 *
 * @param removed number of records that it has removed
 * @param outcome whether there is more to do
 */
public record Removal(long removed, Outcome outcome) {

    /** Whether there is more to do. */
    public enum Outcome {
        /** The next step follows. */
        MORE,
        /** Not now: another instance is at work on this load, or a pass has ended and another will follow. */
        LATER,
        /** Nothing older is left. The store has noted that; this call was the one that did. */
        DONE
    }
}
