package org.discogsography.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long answers took.
 *
 * @param sorted nanoseconds of each answer, the shortest first
 * @param refused requests that were refused because there were too many (429)
 * @param failed requests that got no answer for another reason
 * @param seconds how long was asked
 */
record Latencies(long[] sorted, long refused, long failed, double seconds) {

    static Latencies of(long[] nanos, long refused, long failed, double seconds) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted, refused, failed, seconds);
    }

    double perSecond() {
        return sorted.length / seconds;
    }

    /** The time, in milliseconds, within which this share of the answers came. */
    double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%7.1f/s p50 %6.1f p95 %6.1f p99 %6.1f ms%s%s",
                perSecond(),
                percentile(0.5),
                percentile(0.95),
                percentile(0.99),
                refused > 0 ? String.format(Locale.ROOT, " (%,d refused)", refused) : "",
                failed > 0 ? String.format(Locale.ROOT, " (%,d FAILED)", failed) : "");
    }
}
