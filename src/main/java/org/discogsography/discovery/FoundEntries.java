package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.search.Mistakes;
import org.discogsography.search.Ranking;
import org.discogsography.search.SearchText;
import org.discogsography.search.WordQuery;

/**
 * The steps of {@code search} and {@code suggest}: cut what is asked into words, ask again with mistakes forgiven if little was found, and put
 * what was found in order. Bean of the routes; thread-safe.
 */
public final class FoundEntries {

    /** With fewer, a word may have a mistake. */
    private static final int FEW = 20;

    /** Not more are put in order. */
    private static final int CANDIDATES = 1_000;

    /** As in search.sql. */
    private static final String SEPARATOR = "\u001F";

    private static final int SUGGESTED_CANDIDATES = 200;
    private static final int SIMILAR_WORDS = 30;

    private static final Comparator<Map<String, Object>> ORDER = Comparator.comparing(
                    FoundEntries::score, Comparator.reverseOrder())
            .thenComparing(item -> (String) item.get("type"))
            .thenComparing(item -> (String) item.get("id"));

    /** Adds to the parameters what search.sql needs. */
    public void words(Exchange exchange) throws Problem {
        SearchText asked = asked(exchange);
        put(exchange, WordQuery.exact(asked), asked.key(), CANDIDATES);
    }

    /** Adds to the parameters what search.sql needs to find what begins so. */
    public void beginnings(Exchange exchange) throws Problem {
        SearchText asked = asked(exchange);
        put(exchange, WordQuery.beginnings(asked), asked.key(), SUGGESTED_CANDIDATES);
    }

    private static SearchText asked(Exchange exchange) throws Problem {
        SearchText asked = SearchText.of(Question.in(exchange).text("q"));
        if (asked.isEmpty()) {
            throw Problem.badParameter("q", "q has nothing to search for");
        }
        return asked;
    }

    private static void put(Exchange exchange, String query, String folded, int candidates) {
        Map<String, Object> body = body(exchange);
        for (String filter : List.of("type", "genre", "style", "decade", "country")) {
            body.putIfAbsent(filter, null);
        }
        body.put("query", query);
        body.put("folded", folded);
        body.put("candidates", candidates);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> body(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    /** Whether little was found, so that there may be a mistake in what was asked. */
    public boolean isLittle(Exchange exchange) {
        return !Question.in(exchange).failures().containsKey(Store.POSTGRESQL)
                && DiscoveryApi.rows(exchange, "rows").size() < FEW;
    }

    /** Adds to the parameters what similar-words.sql needs. */
    public void mistakes(Exchange exchange) throws Problem {
        List<String> words = new ArrayList<>();
        List<String> variants = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (String word : asked(exchange).words()) {
            for (String variant : Mistakes.near(word)) {
                words.add(word);
                variants.add(variant);
            }
            if (Mistakes.forgiven(word) > 1) {
                asked.add(word);
            }
        }
        Map<String, Object> body = body(exchange);
        body.put("words", words.toArray(String[]::new));
        body.put("variants", variants.toArray(String[]::new));
        body.put("asked", asked.toArray(String[]::new));
    }

    /** The words in the header {@code similar} may stand for those that were asked. */
    public void similarWords(Exchange exchange) throws Problem {
        Map<String, List<String>> similar = DiscoveryApi.rows(exchange, "similar").stream()
                .collect(Collectors.groupingBy(
                        row -> (String) row.get("token"),
                        Collectors.mapping(row -> (String) row.get("word"), Collectors.toList())));
        similar.replaceAll(FoundEntries::nearest);
        put(exchange, WordQuery.typed(asked(exchange), similar), null, CANDIDATES);
    }

    private static List<String> nearest(String word, List<String> similar) {
        Map<String, Integer> mistakes = new HashMap<>();
        similar.forEach(other -> mistakes.put(other, Mistakes.between(word, other)));
        return mistakes.keySet().stream()
                .filter(other -> mistakes.get(other) <= Mistakes.forgiven(word))
                .sorted(Comparator.<String, Integer>comparing(mistakes::get).thenComparing(Comparator.naturalOrder()))
                .limit(SIMILAR_WORDS)
                .toList();
    }

    /** Adds to the parameters what search.sql needs to find what begins so, or nearly so. */
    public void beginningsWithMistakes(Exchange exchange) throws Problem {
        put(exchange, WordQuery.beginningsWithMistakes(asked(exchange)), null, SUGGESTED_CANDIDATES);
    }

    /** Makes a page of what is in the headers {@code rows} and {@code more}. */
    public void page(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.POSTGRESQL);
        Collection<Map<String, Object>> found = found(exchange);
        Ranking ranking = Ranking.ofSearch(asked(exchange));
        List<Map<String, Object>> items = ranked(found, ranking);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", List.of());
        boolean isCut = found.size() >= CANDIDATES;
        answer.put("facets", facets(found, isCut));
        if (isCut) {
            answer.put("at_least", true);
        }
        answer.putAll(Pages.of(question, after(question, items), List.of("score", "type", "id")));
        exchange.getMessage().setBody(answer);
    }

    /** Makes a list of suggestions of what is in the headers {@code rows} and {@code more}. */
    public void suggestions(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.POSTGRESQL);
        Ranking ranking = Ranking.ofSuggestions(asked(exchange));
        List<Map<String, Object>> items = ranked(found(exchange), ranking);
        exchange.getMessage()
                .setBody(Map.of(
                        "items", items.stream().limit(question.number("limit")).toList()));
    }

    private static Collection<Map<String, Object>> found(Exchange exchange) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        Stream.of("rows", "more")
                .flatMap(header -> DiscoveryApi.rows(exchange, header).stream())
                .forEach(row -> found.putIfAbsent(row.get("type") + "/" + row.get("data_id"), row));
        return found.values();
    }

    private static List<Map<String, Object>> ranked(Collection<Map<String, Object>> found, Ranking ranking) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Map<String, Object> row : found) {
            Map<String, Object> item = new LinkedHashMap<>();
            String name = (String) row.get("name");
            String detail = (String) row.get("detail");
            item.put("type", row.get("type"));
            item.put("id", row.get("data_id"));
            item.put("name", name);
            item.put("detail", detail);
            item.put("year", row.get("year"));
            item.put("score", ranking.score(name, detail, ((Number) row.get("refs")).longValue()) / 1e6);
            items.add(item);
        }
        items.sort(ORDER);
        return items;
    }

    private static double score(Map<String, Object> item) {
        return ((Number) item.get("score")).doubleValue();
    }

    /** Those behind the cursor, one more than a page has. */
    private static List<Map<String, Object>> after(Question question, List<Map<String, Object>> items) throws Problem {
        Map<String, Object> bound = question.bound(List.of("score", "type", "id"));
        Stream<Map<String, Object>> rest = items.stream();
        if (bound.get("after_id") != null) {
            Map<String, Object> last = Map.of(
                    "score", bound.get("after_score"), "type", bound.get("after_type"), "id", bound.get("after_id"));
            rest = rest.filter(item -> ORDER.compare(item, last) > 0);
        }
        return rest.limit(question.number("limit") + 1).toList();
    }

    /** How many of each type, genre and decade. */
    private static Map<String, Object> facets(Collection<Map<String, Object>> found, boolean isCut) {
        Map<Object, Integer> types = new TreeMap<>();
        Map<Object, Integer> genres = new TreeMap<>();
        Map<Object, Integer> decades = new TreeMap<>();
        for (Map<String, Object> row : found) {
            types.merge(row.get("type"), 1, Integer::sum);
            if (row.get("genres") instanceof String all) {
                for (String genre : all.split(SEPARATOR, -1)) {
                    genres.merge(genre, 1, Integer::sum);
                }
            }
            if (row.get("year") instanceof Number year) {
                decades.merge(year.intValue() / 10 * 10, 1, Integer::sum);
            }
        }
        Map<String, Object> facets = new LinkedHashMap<>();
        facets.put("type", facet(types, isCut));
        facets.put("genre", facet(genres, isCut));
        facets.put("decade", facet(decades, isCut));
        return facets;
    }

    private static List<Map<String, Object>> facet(Map<Object, Integer> counts, boolean isCut) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Object, Integer>comparingByValue().reversed())
                .map(count -> {
                    Map<String, Object> value = new LinkedHashMap<>();
                    value.put("value", count.getKey());
                    value.put("count", count.getValue());
                    if (isCut) {
                        value.put("at_least", true);
                    }
                    return value;
                })
                .toList();
    }
}
