package org.discogsography.loads;

/** How many dead letters there are. A bean of that type is there if a service in this process counts them. */
@FunctionalInterface
public interface DeadLetterCounts {

    /** Dead letters of a service and type, of whatever version; null if the broker cannot be asked. */
    Long of(String service, String type);
}
