package org.discogsography.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.servers.Postgres;

/** Questions about what PostgreSQL holds: ordinary records, chosen evenly, and hubs. The same for the same data. */
final class AskedQuestions {

    private static final int EACH = 400;
    private static final String VARIOUS = "artists/194";

    /** A kind of question with its paths, and its limit for the p99 of one client at a million records. */
    record Kind(String name, int wantedMillis, List<String> paths) {}

    private final Random random = new Random(194);
    private final List<String> artists;
    private final List<String> labels;
    private final List<String> releases;
    private final List<String> names;
    private final List<String> hubs = new ArrayList<>(List.of(VARIOUS));
    private final List<String> hubLabels;
    private final List<String> hubTerms = new ArrayList<>();

    AskedQuestions(Postgres postgres) throws SQLException {
        try (Connection connection = postgres.connect()) {
            String some = " where hash is not null and type = '%s' order by md5(data_id) limit " + EACH;
            String most =
                    "select type || '/' || data_id from search_entries where type = '%s' order by refs desc, data_id limit 3";
            String address = "select type || '/' || data_id from search_entries";
            artists = texts(connection, address + some.formatted("artists"));
            labels = texts(connection, address + some.formatted("labels"));
            releases = texts(connection, address + some.formatted("releases"));
            names = texts(connection, "select name from search_entries" + some.formatted("artists"));
            names.addAll(texts(connection, "select name from search_entries" + some.formatted("releases")));
            hubLabels = texts(connection, most.formatted("labels"));
            hubs.addAll(hubLabels);
            hubTerms.addAll(texts(connection, most.formatted("genres")));
            hubTerms.addAll(texts(connection, most.formatted("styles")));
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Every question, on ordinary entities and on hubs. */
    List<Kind> kinds() {
        List<String> entities = new ArrayList<>(artists);
        entities.addAll(labels);
        List<String> all = new ArrayList<>(entities);
        all.addAll(releases);
        List<String> allHubs = new ArrayList<>(hubs);
        allHubs.addAll(hubTerms);
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("suggest", 50, suggest()));
        kinds.add(new Kind("search", 200, search()));
        kinds.add(new Kind("getRecord", 30, about(all, "")));
        kinds.add(new Kind("getRecord, hubs", 30, about(allHubs, "")));
        kinds.add(new Kind("neighbours", 100, about(all, "/neighbours")));
        kinds.add(new Kind("neighbours, hubs", 100, about(allHubs, "/neighbours")));
        kinds.add(new Kind("timeline", 200, about(entities, "/timeline")));
        kinds.add(new Kind("timeline, hubs", 200, about(allHubs, "/timeline")));
        kinds.add(new Kind("profile", 200, about(entities, "/profile")));
        kinds.add(new Kind("profile, hubs", 200, about(hubs, "/profile")));
        kinds.add(new Kind("collaborators", 300, about(artists, "/collaborators")));
        kinds.add(new Kind("collaborators, hub", 300, about(List.of(VARIOUS), "/collaborators")));
        kinds.add(new Kind("similar", 500, about(entities, "/similar")));
        kinds.add(new Kind("similar, hubs", 500, about(hubs, "/similar")));
        kinds.add(new Kind("paths", 1000, paths(artists)));
        kinds.add(new Kind("paths, hubs", 1000, paths(hubs)));
        kinds.add(new Kind("genres", 0, List.of("/api/genres")));
        kinds.add(new Kind("statistics", 0, List.of("/api/statistics")));
        kinds.add(new Kind("loads", 0, List.of("/api/loads")));
        kinds.add(new Kind("changes", 0, List.of("/api/changes", "/api/changes?type=artists&change=changed")));
        return kinds;
    }

    /** What people ask while they look around: one question in ten is about a hub. */
    static List<String> mix(List<Kind> kinds) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("suggest", 28);
        weights.put("search", 14);
        weights.put("getRecord", 19);
        weights.put("getRecord, hubs", 2);
        weights.put("neighbours", 15);
        weights.put("neighbours, hubs", 3);
        weights.put("timeline", 5);
        weights.put("timeline, hubs", 2);
        weights.put("profile", 4);
        weights.put("profile, hubs", 1);
        weights.put("collaborators", 2);
        weights.put("collaborators, hub", 1);
        weights.put("similar", 1);
        weights.put("similar, hubs", 1);
        weights.put("paths", 2);
        List<String> mix = new ArrayList<>();
        for (Kind kind : kinds) {
            for (int i = 0; i < 10 * weights.getOrDefault(kind.name(), 0); i++) {
                mix.add(kind.paths().get(i % kind.paths().size()));
            }
        }
        return mix;
    }

    private static List<String> about(List<String> addresses, String question) {
        return addresses.stream()
                .map(address -> "/api/" + encoded(address) + question)
                .toList();
    }

    private List<String> paths(List<String> from) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            paths.add("/api/paths?from=" + from.get(i % from.size()) + "&to="
                    + artists.get(random.nextInt(artists.size())));
        }
        return paths;
    }

    /** What somebody has typed after a few keys. */
    private List<String> suggest() {
        return names.stream()
                .map(name ->
                        "/api/suggest?q=" + text(name.substring(0, Math.min(name.length(), 2 + random.nextInt(6)))))
                .toList();
    }

    /** A word or two of a name, every third with two letters in the wrong order. */
    private List<String> search() {
        List<String> searches = new ArrayList<>();
        for (String name : names) {
            String[] words = name.split(" ", 3);
            String asked = words.length > 1 ? words[0] + " " + words[1] : name;
            if (searches.size() % 3 == 0 && asked.length() > 4) {
                asked = asked.substring(0, 2) + asked.charAt(3) + asked.charAt(2) + asked.substring(4);
            }
            searches.add("/api/search?q=" + text(asked));
        }
        return searches;
    }

    /** Nobody asks for nothing. */
    private static String text(String asked) {
        return asked.isBlank() ? "a" : URLEncoder.encode(asked, StandardCharsets.UTF_8);
    }

    private static String encoded(String address) {
        int slash = address.indexOf('/');
        return address.substring(0, slash + 1)
                + URLEncoder.encode(address.substring(slash + 1), StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }
}
