package org.discogsography.health;

import java.util.Locale;

/**
 * Why a process is not healthy.
 *
 * @param reason a sentence for an operator; without a secret
 */
public record Finding(Status status, String reason) {

    /** How a process is; the worst that is found holds. */
    public enum Status {
        HEALTHY,
        /** It does its job as far as it can, and goes on by itself when what it misses is back. */
        DEGRADED,
        /** It cannot recover by itself: to be restarted. */
        UNHEALTHY;

        /** As {@code /health} has it. */
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
