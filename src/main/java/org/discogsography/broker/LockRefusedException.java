package org.discogsography.broker;

import java.io.IOException;

/**
 * The broker works, and does not let this login take a {@link BrokerLock}: it lacks a right, for example. Its message is the broker's
 * reason.
 */
public final class LockRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    LockRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
