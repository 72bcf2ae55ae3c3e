package org.discogsography.loads;

/**
 * What a store has found when it compared a load with its records.
 *
 * @param stored number of records of exactly that version
 * @param completed whether the numbers were equal, nothing was rejected, and this call has made the load complete
 */
public record Comparison(long stored, boolean completed) {}
