package org.discogsography.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant who has misspelt one. */
public final class NearestName {

    /** So many slips of the finger still resemble the name that was meant. */
    private static final int NEAR = 3;

    private NearestName() {}

    /** The nearest of the names, if one is near; case and the marks between words do not count. */
    public static Optional<String> of(String name, Collection<String> names) {
        return names.stream()
                .filter(other -> distance(plain(name), plain(other)) <= NEAR)
                .min(Comparator.comparingInt((String other) -> distance(plain(name), plain(other)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /** How many characters have to be inserted, removed or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            before[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] now = new int[other.length() + 1];
            now[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = before[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                now[column] = Math.min(replaced, 1 + Math.min(before[column], now[column - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }
}
