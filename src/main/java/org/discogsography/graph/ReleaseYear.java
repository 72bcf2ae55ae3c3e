package org.discogsography.graph;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/** The year of a release or master, from fields that may contain anything. */
final class ReleaseYear {

    /** The year of the first known sound recording, made with the phonautograph. */
    private static final int FIRST = 1860;

    private ReleaseYear() {}

    /**
     * The value of {@code year}, or else the first four digits of {@code released} ({@code 1999-03-00}), if it is between
     * 1860 and next year; otherwise empty. Both arguments may be {@code null}.
     */
    static OptionalInt of(String year, String released) {
        OptionalInt own = year != null && year.length() == 4 ? leading(year) : OptionalInt.empty();
        return own.isPresent() || released == null ? own : leading(released);
    }

    private static OptionalInt leading(String text) {
        if (text.length() < 4) {
            return OptionalInt.empty();
        }
        int year = 0;
        for (int i = 0; i < 4; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return OptionalInt.empty();
            }
            year = year * 10 + digit - '0';
        }
        boolean plausible = year >= FIRST && year <= Year.now(ZoneOffset.UTC).getValue() + 1;
        return plausible ? OptionalInt.of(year) : OptionalInt.empty();
    }
}
