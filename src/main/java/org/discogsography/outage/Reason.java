package org.discogsography.outage;

import java.nio.file.FileSystemException;
import org.discogsography.dump.FileReason;

/** Says in a line why something failed. */
public final class Reason {

    private static final int LONGEST = 300;

    private Reason() {}

    /** The first line of the innermost cause that has a message; its class if none has. */
    public static String of(Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        String line = CertificateReason.of(failure).orElseGet(() -> said(cause(failure)));
        line = line.lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static String said(Throwable cause) {
        if (cause instanceof FileSystemException file) {
            return FileReason.of(file);
        }
        return cause.getMessage() == null || cause.getMessage().isBlank()
                ? cause.getClass().getSimpleName()
                : cause.getMessage().strip();
    }

    /** The innermost cause that has a message, or the failure itself. */
    public static Throwable cause(Throwable failure) {
        Throwable said = failure;
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 32; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                said = cause;
            }
            depth++;
        }
        return said;
    }
}
