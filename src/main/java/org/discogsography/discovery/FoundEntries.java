package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

    private static final String GENRES = "genres/";

    private static final int SUGGESTED_CANDIDATES = 200;
    private static final int SIMILAR_WORDS = 30;

    /** If more words begin as one that is asked, PostgreSQL looks for what begins so. */
    private static final int MOST_LONGER_WORDS = 30;

    /**
     * Which words may be looked for by what they begin with: nothing in them is a sign of LIKE, the index of trigrams finds them in each
     * locale, and not too many begin so.
     */
    private static final Predicate<String> IS_BEGINNING =
            Pattern.compile("[a-z0-9]{3,}").asMatchPredicate();

    /** Of the cursor. */
    private static final List<String> KEYS = List.of("score", "type", "id");

    /** Adds to the parameters what search.sql needs. */
    public void words(Exchange exchange) throws Problem {
        SearchText asked = asked(exchange);
        put(exchange, WordQuery.exact(asked), asked.key());
    }

    /** Adds to the parameters what search.sql needs to find what begins so. */
    public void beginnings(Exchange exchange) throws Problem {
        SearchText asked = asked(exchange);
        putSuggested(exchange, WordQuery.beginnings(asked), asked.key());
    }

    private static SearchText asked(Exchange exchange) throws Problem {
        SearchText asked = SearchText.of(Question.in(exchange).text("q"));
        if (asked.isEmpty()) {
            throw Problem.badParameter("q", "q has nothing to search for");
        }
        return asked;
    }

    private static void put(Exchange exchange, String query, String folded) {
        put(exchange, query, folded, CANDIDATES, CANDIDATES);
    }

    /** A list of suggestions is full of what is known: the obscure, of which very many begin so, come as more is typed. */
    private static void putSuggested(Exchange exchange, String query, String folded) {
        long enough = Math.max(FEW, Question.in(exchange).number("limit"));
        put(exchange, query, folded, SUGGESTED_CANDIDATES, enough);
    }

    private static void put(Exchange exchange, String query, String folded, int candidates, long enough) {
        Map<String, Object> body = body(exchange);
        for (String filter : List.of("type", "genre", "style", "decade", "country")) {
            body.putIfAbsent(filter, null);
        }
        body.put("query", query);
        body.put("folded", folded);
        body.put("candidates", candidates);
        body.put("enough", enough);
        body.put("facets", candidates == CANDIDATES);
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
        Question.in(exchange).besides().add("similar words");
        List<String> words = new ArrayList<>();
        List<String> variants = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        SearchText text = asked(exchange);
        for (String word : text.words()) {
            Stream.concat(Mistakes.near(word).stream(), Mistakes.swapped(word).stream())
                    .forEach(variant -> {
                        words.add(word);
                        variants.add(variant);
                    });
            if (Mistakes.forgiven(word) > 1) {
                asked.add(word);
            }
        }
        Map<String, Object> body = body(exchange);
        body.put("words", words.toArray(String[]::new));
        body.put("variants", variants.toArray(String[]::new));
        body.put("asked", asked.toArray(String[]::new));
        List<String> unfinished =
                WordQuery.unfinished(text).stream().filter(IS_BEGINNING).toList();
        body.put("unfinished", unfinished.toArray(String[]::new));
        body.put("patterns", unfinished.stream().map(word -> word + "%").toArray(String[]::new));
        body.put("most", MOST_LONGER_WORDS + 1);
    }

    /** The words in the header {@code similar} may stand for those that were asked. */
    public void similarWords(Exchange exchange) throws Problem {
        Map<String, List<String>> similar = words(exchange, false);
        similar.replaceAll(FoundEntries::nearest);
        Map<String, List<String>> longer = words(exchange, true);
        longer.values().removeIf(words -> words.size() > MOST_LONGER_WORDS);
        put(exchange, WordQuery.typed(asked(exchange), similar, longer), null);
    }

    /** The words of the header {@code similar}, by what they may stand for. */
    private static Map<String, List<String>> words(Exchange exchange, boolean goOn) {
        return DiscoveryApi.rows(exchange, "similar").stream()
                .filter(row -> goOn == Boolean.TRUE.equals(row.get("goes_on")))
                .collect(Collectors.groupingBy(
                        row -> (String) row.get("token"),
                        Collectors.mapping(row -> (String) row.get("word"), Collectors.toList())));
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
        putSuggested(exchange, WordQuery.beginningsWithMistakes(asked(exchange)), null);
    }

    /** Makes a page of what is in the headers {@code rows} and {@code more}. */
    public void page(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.POSTGRESQL);
        Collection<Map<String, Object>> found = found(exchange);
        Ranking ranking = Ranking.ofSearch(asked(exchange));
        // One more than a page has.
        List<Map<String, Object>> items = best(found, ranking, question.number("limit") + 1, isAfter(question));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", List.of());
        boolean isCut = found.size() >= CANDIDATES;
        answer.put("facets", facets(found, isCut));
        if (isCut) {
            answer.put("at_least", true);
        }
        answer.putAll(Pages.of(question, items, KEYS));
        exchange.getMessage().setBody(answer);
    }

    /** Makes a list of suggestions of what is in the headers {@code rows} and {@code more}. */
    public void suggestions(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.POSTGRESQL);
        Ranking ranking = Ranking.ofSuggestions(asked(exchange));
        exchange.getMessage()
                .setBody(Map.of("items", best(found(exchange), ranking, question.number("limit"), entry -> true)));
    }

    private static Collection<Map<String, Object>> found(Exchange exchange) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        Stream.of("rows", "more")
                .flatMap(header -> DiscoveryApi.rows(exchange, header).stream())
                .forEach(row -> found.putIfAbsent(row.get("type") + "/" + row.get("data_id"), row));
        return found.values();
    }

    /** A row, and how many records refer to its entity. */
    private record Row(Map<String, Object> columns, long references) {

        static Row of(Map<String, Object> columns) {
            return new Row(columns, ((Number) columns.get("refs")).longValue());
        }

        Entry ranked(Ranking ranking) {
            long score = ranking.score((String) columns.get("name"), (String) columns.get("detail"), references);
            return new Entry(score / 1e6, (String) columns.get("type"), (String) columns.get("data_id"), columns);
        }
    }

    /** Something that was found; the best comes first. */
    private record Entry(double score, String type, String id, Map<String, Object> columns)
            implements Comparable<Entry> {

        private static final Comparator<Entry> ORDER = Comparator.comparingDouble(Entry::score)
                .reversed()
                .thenComparing(Entry::type)
                .thenComparing(Entry::id);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }

        Map<String, Object> item() {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("type", type);
            item.put("id", id);
            item.put("name", columns.get("name"));
            item.put("detail", columns.get("detail"));
            item.put("year", columns.get("year"));
            item.put("score", score);
            return item;
        }
    }

    /**
     * The best of those that are wanted, in order. The more is referred to, the higher a score can be; so all others need no score, from the first
     * on that could not be among the best.
     */
    private static List<Map<String, Object>> best(
            Collection<Map<String, Object>> found, Ranking ranking, long most, Predicate<Entry> isWanted) {
        List<Row> rows = found.stream()
                .map(Row::of)
                .sorted(Comparator.comparingLong(Row::references).reversed())
                .toList();
        Queue<Entry> best = new PriorityQueue<>(Comparator.reverseOrder());
        double least = 0; // of the best, once there are as many as are wanted
        for (Row row : rows) {
            if (ranking.highest(row.references()) / 1e6 < least) {
                break;
            }
            Entry entry = row.ranked(ranking);
            if (entry.score() < least || !isWanted.test(entry)) {
                continue;
            }
            best.add(entry);
            if (best.size() > most) {
                best.remove();
            }
            if (best.size() == most) {
                least = best.element().score();
            }
        }
        return best.stream().sorted().map(Entry::item).toList();
    }

    /** Whether an item is behind the cursor. */
    private static Predicate<Entry> isAfter(Question question) throws Problem {
        Map<String, Object> bound = question.bound(KEYS);
        if (bound.get("after_id") == null) {
            return entry -> true;
        }
        var last = new Entry(
                ((Number) bound.get("after_score")).doubleValue(),
                (String) bound.get("after_type"),
                (String) bound.get("after_id"),
                Map.of());
        return entry -> entry.compareTo(last) > 0;
    }

    /** How many of each type, genre and decade. */
    private static Map<String, Object> facets(Collection<Map<String, Object>> found, boolean isCut) {
        Map<Object, Integer> types = new TreeMap<>();
        Map<Object, Integer> genres = new TreeMap<>();
        Map<Object, Integer> decades = new TreeMap<>();
        for (Map<String, Object> row : found) {
            types.merge(row.get("type"), 1, Integer::sum);
            if (row.get("terms") instanceof String terms) {
                for (String term : terms.split(SEPARATOR, -1)) {
                    if (term.startsWith(GENRES)) {
                        genres.merge(term.substring(GENRES.length()), 1, Integer::sum);
                    }
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
