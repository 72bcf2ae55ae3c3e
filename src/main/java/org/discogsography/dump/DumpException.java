package org.discogsography.dump;

import java.io.IOException;

/** A dump cannot be found or read. The message is one line for the operator: which file or folder, at which place, and why. */
public final class DumpException extends IOException {

    private static final long serialVersionUID = 1L;

    public DumpException(String message) {
        super(message);
    }

    public DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
