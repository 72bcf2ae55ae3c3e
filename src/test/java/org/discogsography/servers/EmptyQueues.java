package org.discogsography.servers;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Each test class that uses a shared broker begins with empty queues: what a class has left in it would go to the programs of the next,
 * which start before any of their tests could remove it. Registered for all tests ({@code META-INF/services}).
 */
public final class EmptyQueues implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        boolean isNested = context.getRequiredTestClass().getEnclosingClass() != null;
        if (!isNested) {
            Brokers.classEnds();
        }
    }
}
