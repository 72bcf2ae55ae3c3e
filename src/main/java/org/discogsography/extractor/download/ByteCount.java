package org.discogsography.extractor.download;

import java.util.Locale;

/** Numbers of bytes for people: {@code 9.1 GB}. */
public final class ByteCount {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private ByteCount() {}

    public static String text(long bytes) {
        int unit = 0;
        double left = (double) bytes;
        while (left >= 999.5 && unit < UNITS.length - 1) {
            left /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && left < 99.95 ? "%.1f %s" : "%.0f %s", left, UNITS[unit]);
    }
}
