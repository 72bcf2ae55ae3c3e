package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.discogsography.servers.Neo4j;
import org.neo4j.driver.Driver;

/**
 * A made-up graph with hubs: artist 194 on 8 % of the releases, Rock on a third, label 1818 on 5 % and with half of all labels
 * below it. The same for the same number of releases.
 */
final class HubGraph {

    static final String VARIOUS = "194";
    static final String NOT_ON_LABEL = "1818";

    private static final List<String> COUNTRIES = List.of("US", "UK", "Germany", "France", "Japan", "Italy", "Greece");
    private static final List<String> FORMATS = List.of("Vinyl", "CD", "Cassette", "File");
    private static final List<String> GENRES =
            List.of("Rock", "Electronic", "Pop", "Jazz", "Classical", "Hip Hop", "Reggae", "Blues");

    /** A release as the graph has it; what it lacks is {@code null}. */
    record Release(
            String id,
            String title,
            Integer year,
            String country,
            List<String> formats,
            List<String> artists,
            String label,
            String master,
            String genre,
            List<String> styles) {

        Map<String, Object> row() {
            Map<String, Object> row = new HashMap<>();
            row.put("id", id);
            row.put("title", title);
            row.put("year", year);
            row.put("country", country);
            row.put("formats", formats);
            row.put("artists", artists);
            row.put("label", label);
            row.put("master", master);
            row.put("genre", genre);
            row.put("styles", styles);
            return row;
        }
    }

    private final List<Release> releases = new ArrayList<>();
    private final int artists;
    private final int labels;

    HubGraph(int size) {
        artists = size / 4;
        labels = size / 20;
        var random = new Random(194);
        for (int i = 1; i <= size; i++) {
            releases.add(release(i, random));
        }
    }

    private Release release(int number, Random random) {
        var on = new TreeSet<String>();
        if (random.nextInt(100) < 8) {
            on.add(VARIOUS);
        } else {
            on.add(popular(artists, random));
            if (random.nextInt(4) == 0) {
                on.add(popular(artists, random));
            }
        }
        int genre = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(GENRES.size() - 1);
        var styles = new TreeSet<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            styles.add("Style " + genre + "-" + popular(20, random));
        }
        return new Release(
                String.valueOf(number),
                "Release " + number,
                random.nextInt(10) == 0 ? null : 1950 + random.nextInt(70),
                random.nextInt(10) == 0 ? null : COUNTRIES.get(random.nextInt(COUNTRIES.size())),
                List.of(FORMATS.get(random.nextInt(FORMATS.size()))),
                List.copyOf(on),
                random.nextInt(20) == 0 ? NOT_ON_LABEL : popular(labels, random),
                random.nextInt(5) < 3 ? String.valueOf(1 + number / 3) : null,
                GENRES.get(genre),
                List.copyOf(styles));
    }

    /** A number from 1 to {@code most}, each the rarer, the greater it is. Never that of a hub. */
    private static String popular(int most, Random random) {
        String number = String.valueOf((int) Math.exp(random.nextDouble() * Math.log(most + 1)));
        return number.equals(VARIOUS) || number.equals(NOT_ON_LABEL) ? "1" : number;
    }

    List<Release> releases() {
        return releases;
    }

    /** Writes it to an empty graph, as the program would have. */
    HubGraph writeTo(Neo4j server) {
        Driver driver = server.driver();
        run(
                driver,
                "UNWIND range(1, $artists) AS i MERGE (n:Artist {id: toString(i)}) SET n.name = 'Artist ' + i, n.sha256 = 'a'",
                Map.of("artists", artists));
        run(driver, "MERGE (n:Artist {id: $id}) SET n.name = 'Various', n.sha256 = 'a'", Map.of("id", VARIOUS));
        run(
                driver,
                "MERGE (parent:Label {id: $id}) SET parent.name = 'Not On Label', parent.sha256 = 'a' WITH parent"
                        + " UNWIND range(1, $labels) AS i MERGE (n:Label {id: toString(i)}) SET n.name = 'Label ' + i, n.sha256 = 'a'"
                        + " WITH parent, n, i WHERE i % 2 = 0 AND n <> parent CREATE (n)-[:SUBLABEL_OF {saidBySublabel: true}]->(parent)",
                Map.of("id", NOT_ON_LABEL, "labels", labels));
        for (int i = 0; i < releases.size(); i += 2_000) {
            run(
                    driver,
                    "UNWIND $rows AS row"
                            + " CREATE (r:Release {id: row.id, title: row.title, year: row.year, country: row.country,"
                            + " formats: row.formats, sha256: 'a', version: '20260801'})"
                            + " MERGE (l:Label {id: row.label}) CREATE (r)-[:ON {catnos: ['CAT ' + row.id]}]->(l)"
                            + " MERGE (g:Genre {name: row.genre}) CREATE (r)-[:IS]->(g)"
                            + " FOREACH (id IN row.artists | MERGE (a:Artist {id: id}) CREATE (r)-[:BY]->(a))"
                            + " FOREACH (name IN row.styles | MERGE (s:Style {name: name}) CREATE (r)-[:IS]->(s)"
                            + " MERGE (s)-[:PART_OF]->(g))"
                            + " FOREACH (id IN CASE WHEN row.master IS NULL THEN [] ELSE [row.master] END |"
                            + " MERGE (m:Master {id: id}) ON CREATE SET m.title = 'Master ' + id, m.year = row.year, m.sha256 = 'a'"
                            + " CREATE (r)-[:DERIVED_FROM]->(m))",
                    Map.of(
                            "rows",
                            releases.subList(i, Math.min(i + 2_000, releases.size())).stream()
                                    .map(Release::row)
                                    .toList()));
        }
        // A master has the artists and the genre of one of its releases.
        run(
                driver,
                "MATCH (m:Master) CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(r) WITH m, r ORDER BY r.id LIMIT 1"
                        + " MATCH (r)-[:BY|IS]->(t) FOREACH (a IN CASE WHEN t:Artist THEN [t] ELSE [] END | CREATE (m)-[:BY]->(a))"
                        + " FOREACH (g IN CASE WHEN t:Artist THEN [] ELSE [t] END | CREATE (m)-[:IS]->(g)) }"
                        + " IN TRANSACTIONS OF 5000 ROWS",
                Map.of());
        return this;
    }

    private static void run(Driver driver, String statement, Map<String, Object> parameters) {
        try (var session = driver.session()) {
            session.run(statement, parameters).consume();
        }
    }
}
