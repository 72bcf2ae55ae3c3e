package org.discogsography.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the names that look like settings and are none: slips, for which a default would hold without a word.
 *
 * @param known the names that there are
 */
public record UnknownNames(Set<String> known) {

    /** So many slips of the finger still look like the name that was meant. */
    private static final int NEAR = 3;

    private static final String CAMEL = "camel";

    public UnknownNames {
        known = Set.copyOf(known);
    }

    /**
     * Refuses the first name of a file of ours that is none of ours and begins like one. A name that begins otherwise is
     * somebody's own, for a route that he has changed; Camel refuses what it does not know itself.
     */
    public void refuse(Collection<String> names) {
        for (String name : new TreeSet<>(names)) {
            if (!known.contains(name) && isOurs(name)) {
                throw new SettingException("application.properties: there is no " + name
                        + nearest(name)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("; names of your own must not begin with " + first(name) + "."));
            }
        }
    }

    /**
     * A sentence for each name of an environment variable that looks like a slip. The environment belongs to others too: only
     * what is near to a name of ours is one.
     */
    public List<String> slips(Collection<String> variables) {
        List<String> slips = new ArrayList<>();
        Set<String> ours = known.stream().map(UnknownNames::variable).collect(Collectors.toSet());
        for (String variable : new TreeSet<>(variables)) {
            String name = variable.endsWith("_FILE") ? variable.substring(0, variable.length() - 5) : variable;
            boolean begins = known.stream()
                    .map(UnknownNames::first)
                    .anyMatch(first -> !first.equals(CAMEL) && name.startsWith(first.toUpperCase(Locale.ROOT) + "_"));
            if (begins && !ours.contains(name)) {
                nearest(name.toLowerCase(Locale.ROOT))
                        .ifPresent(near -> slips.add("The environment variable " + variable
                                + " is no setting; did you mean " + variable(near) + "?"));
            }
        }
        return slips;
    }

    /** The environment variable of a property. */
    public static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private boolean isOurs(String name) {
        return !first(name).equals(CAMEL)
                && known.stream().anyMatch(other -> first(other).equals(first(name)));
    }

    private static String first(String name) {
        return name.split("[.]", 2)[0];
    }

    private Optional<String> nearest(String name) {
        return known.stream()
                .filter(other -> !first(other).equals(CAMEL))
                .filter(other -> distance(plain(name), plain(other)) <= NEAR)
                .min(Comparator.comparingInt((String other) -> distance(plain(name), plain(other)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /** How many letters have to be put in, left out or replaced (Levenshtein). */
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
