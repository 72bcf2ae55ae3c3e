package org.discogsography.outage;

/** Says in a line why something failed. */
public final class Reason {

    private static final int LONGEST = 300;

    private Reason() {}

    /** The first line of the innermost cause that has a message; its class if none has. */
    public static String of(Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable said = cause(failure);
        String line = said.getMessage() == null || said.getMessage().isBlank()
                ? said.getClass().getSimpleName()
                : said.getMessage().strip().lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
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
