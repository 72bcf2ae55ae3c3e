package org.discogsography.dashboard;

import java.util.Map;

/**
 * What passes through each service, summed over its instances. All numbers are null while no instance can be reached. Rates are
 * in records a second.
 */
record Flow(Extractor extractor, Consumer graphinator, Consumer tableinator) {

    /**
     * The extractor.
     *
     * @param known whether an instance can be reached
     * @param instances how many can be reached
     * @param types by the name of the type
     */
    record Extractor(boolean known, Double rate, int instances, Map<String, ExtractedType> types) {}

    /** Records of one type that the extractor has read. */
    record ExtractedType(Long published, Long rejected, Double rate) {}

    /**
     * A service that consumes.
     *
     * @param known whether an instance can be reached
     * @param instances how many can be reached
     * @param ready messages in its queues
     * @param dead its dead letters
     * @param etaSeconds until its queues are empty, at this rate
     * @param types by the name of the type
     */
    record Consumer(
            boolean known,
            int instances,
            Double rate,
            Long ready,
            Long dead,
            Long etaSeconds,
            Map<String, StoredType> types) {}

    /**
     * Records of one type that a service has consumed, by outcome.
     *
     * @param stored how many its store holds
     * @param storedAt when those were counted, as in ISO 8601
     */
    record StoredType(
            Long added,
            Long changed,
            Long unchanged,
            Long superseded,
            Long deadLettered,
            Long ready,
            Long dead,
            Double rate,
            Long etaSeconds,
            Long stored,
            String storedAt) {}
}
