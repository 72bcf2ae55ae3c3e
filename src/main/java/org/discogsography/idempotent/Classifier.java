package org.discogsography.idempotent;

import java.util.List;

/**
 * The step of a route that classifies records. It is not the repository itself: Camel would add its own attributes of a step to the
 * repository's MBean, and could not read them there.
 */
public record Classifier(StoreIdempotentRepository repository) {

    /** Classifies the records of a batch in one round trip to the store. */
    public <T extends Versioned> Classification<T> classify(List<T> batch) throws Exception {
        return repository.classify(batch);
    }
}
