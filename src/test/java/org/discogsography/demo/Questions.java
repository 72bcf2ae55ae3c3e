package org.discogsography.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Three questions about what most records refer to. So they have an answer, unless no path leads from one artist to the other. */
final class Questions {

    /** Without "Various": no path leads through it. */
    private static final String KNOWN = "select data_id, name from search_entries"
            + " where type = '%s' and hash is not null and data_id <> '194' order by refs desc, data_id limit 50";

    /** Of no more letters, so that a line with it has room for 80 columns. */
    private static final Pattern WORD = Pattern.compile("\\b[A-Za-z]{5,12}\\b");

    /** What has an id and a name. */
    private record Known(String id, String name) {}

    private Questions() {}

    /** Their paths, without a slash before them; those for which the dump has nothing are left out. */
    static List<String> in(Connection tables) throws SQLException {
        List<String> questions = new ArrayList<>();
        List<Known> artists = known(tables, "artists");
        artists.stream()
                .flatMap(artist -> withMistake(artist.name()).stream())
                .findFirst()
                .ifPresent(word -> questions.add("api/search?type=artists&q=" + word));
        if (artists.size() > 1) {
            questions.add("api/paths?from=artists/" + artists.get(0).id() + "&to=artists/"
                    + artists.get(1).id());
        }
        known(tables, "labels").stream()
                .findFirst()
                .ifPresent(label -> questions.add("api/labels/" + label.id() + "/timeline"));
        return questions;
    }

    private static List<Known> known(Connection tables, String type) throws SQLException {
        List<Known> known = new ArrayList<>();
        try (var statement = tables.createStatement();
                var row = statement.executeQuery(KNOWN.formatted(type))) {
            while (row.next()) {
                known.add(new Known(row.getString(1), row.getString(2) == null ? "" : row.getString(2)));
            }
        }
        return known;
    }

    /** A word of the name, with its third and fourth letter in the wrong order. */
    private static Optional<String> withMistake(String name) {
        return WORD.matcher(name)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .filter(word -> word.charAt(2) != word.charAt(3))
                .map(word -> word.substring(0, 2) + word.charAt(3) + word.charAt(2) + word.substring(4))
                .findFirst();
    }
}
