package org.discogsography.discovery;

import java.util.List;
import java.util.Map;

/** Entities of Discogs that stand for no one: what they have in common says nothing. */
final class Hubs {

    /** Various, Unknown Artist, No Artist. */
    private static final List<String> ARTISTS = List.of("194", "355", "118760");

    /** Not On Label. */
    private static final List<String> LABELS = List.of("1818");

    private Hubs() {}

    /** Adds them to the parameters of a statement. */
    static void putInto(Map<String, Object> parameters) {
        parameters.put("noArtists", ARTISTS);
        parameters.put("noLabels", LABELS);
    }
}
