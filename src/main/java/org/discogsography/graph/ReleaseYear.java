package org.discogsography.graph;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/** The year of a release or master, out of fields in which people have written anything. */
final class ReleaseYear {

    /** The first year of which a sound recording is known: the phonautograph's. */
    private static final int FIRST = 1860;

    private ReleaseYear() {}

    /**
     * From {@code year}, or else from the first four digits of {@code released} ({@code 1999-03-00}), where they lie
     * between 1860 and next year; empty otherwise. Both may be {@code null}.
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
