package org.discogsography.health;

import java.util.Locale;

/**
 * A reason why a process is not healthy.
 *
 * @param reason a sentence for an operator, without a secret
 */
public record Finding(Status status, String reason) {

    /** The health of a process; the worst finding counts. */
    public enum Status {
        HEALTHY,
        /** It works as far as it can, and recovers by itself when the server that it needs is back. */
        DEGRADED,
        /** It cannot recover by itself and must be restarted. */
        UNHEALTHY;

        /** Its word in {@code /health}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding degraded(String reason) {
        return new Finding(Status.DEGRADED, reason);
    }

    public static Finding unhealthy(String reason) {
        return new Finding(Status.UNHEALTHY, reason);
    }
}
