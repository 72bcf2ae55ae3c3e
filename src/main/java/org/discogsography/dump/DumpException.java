package org.discogsography.dump;

import java.io.IOException;

/** A dump that cannot be found or read. The message is one line for an operator: which file or folder, where, and why. */
public final class DumpException extends IOException {

    private static final long serialVersionUID = 1L;

    public DumpException(String message) {
        super(message);
    }

    public DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
