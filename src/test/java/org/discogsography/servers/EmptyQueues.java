package org.discogsography.servers;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Begins each test class with empty queues: what a class has left in a shared broker would go to the programs of the next, which start
 * before any of their tests could remove it. Registered for all tests ({@code META-INF/services}).
 */
public final class EmptyQueues implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean isNested = context.getRequiredTestClass().getEnclosingClass() != null;
        if (!isNested) {
            Brokers.emptyShared();
        }
    }
}
