package org.discogsography.exporter;

import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.discogsography.outage.Failure;

/** What a failure of a user's route means. In doubt it is an outage. */
final class StoreFailure {

    /** Bad request, content too large, content that cannot be processed. */
    private static final Set<Integer> ABOUT_VALUES = Set.of(400, 413, 422);

    private StoreFailure() {}

    static Failure of(Throwable failure) {
        boolean isRefused = Failure.causes(failure)
                .anyMatch(cause -> cause instanceof RecordRefusedException
                        || (cause instanceof HttpOperationFailedException answer
                                && ABOUT_VALUES.contains(answer.getStatusCode())));
        return isRefused ? Failure.REFUSED : Failure.withoutServer(failure);
    }
}
