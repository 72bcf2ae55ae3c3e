package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code similar}: compares what the releases of the candidates are with those of the entity in question. The score is
 * the weighted mean of the cosines of genres, styles, decades, and labels or artists. Bean of the route; thread-safe.
 */
public final class Similarity {

    private static final Map<String, Double> WEIGHTS = weights();
    private static final int REASONS = 5;

    /** Adds to the parameters, which are the body, whom to leave out. */
    public void exclude(Exchange exchange) {
        Hubs.putInto(Answers.parameters(exchange));
    }

    /** Compares and names: for routes that were copied when both were one step. The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        compare(exchange);
        nameReasons(exchange);
    }

    /** Compares. The answer becomes the body; artists and labels among its reasons are entities, so that those without a name can get one. */
    public void compare(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        List<Map<String, Object>> rows = Answers.entities(exchange);
        var self = Traits.of(rows.get(0));
        List<Map<String, Object>> items = rows.stream()
                .skip(1)
                .map(row -> item(question.text("type"), row, self))
                .filter(item -> (Double) item.get("score") > 0)
                .sorted(Comparator.comparing((Map<String, Object> item) -> (Double) item.get("score"))
                        .reversed()
                        .thenComparing(item -> (String) item.get("id")))
                .limit(question.number("limit"))
                .toList();
        exchange.getMessage().setBody(Map.of("items", items));
    }

    /** Last, puts names in the place of the entities among the reasons of the answer, which is the body: their ids where there is no name. */
    @SuppressWarnings("unchecked")
    public void nameReasons(Exchange exchange) {
        var answer = (Map<String, Object>) exchange.getMessage().getBody(Map.class);
        for (var item : (List<Map<String, Object>>) answer.get("items")) {
            for (var reason : (List<Map<String, Object>>) item.get("reasons")) {
                reason.put(
                        "names",
                        ((List<Object>) reason.get("names"))
                                .stream().map(Similarity::name).toList());
            }
        }
    }

    private static Object name(Object trait) {
        return trait instanceof Map<?, ?> entity
                ? entity.get("name") == null ? entity.get("id") : entity.get("name")
                : trait;
    }

    private static Map<String, Object> item(String type, Map<String, Object> row, Traits self) {
        var traits = Traits.of(row);
        Map<String, Object> item = Answers.entity(type, row.get("id"), row.get("name"));
        item.put("score", self.score(traits));
        item.put("reasons", self.reasons(traits));
        return item;
    }

    private static Map<String, Double> weights() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("styles", 0.4);
        weights.put("genres", 0.2);
        weights.put("labels", 0.2);
        weights.put("artists", 0.2);
        weights.put("decades", 0.2);
        return weights;
    }

    /** How many releases have each genre, style, …; by kind, and by id or name. */
    private record Traits(Map<String, Map<String, Trait>> kinds) {

        /** @param id null: its name is its id */
        private record Trait(String id, String name, long releases) {

            Object named(String kind) {
                return id == null ? name : Answers.entity(kind, id, name);
            }
        }

        @SuppressWarnings("unchecked")
        static Traits of(Map<String, Object> row) {
            Map<String, Map<String, Trait>> kinds = new LinkedHashMap<>();
            for (String kind : WEIGHTS.keySet()) {
                if (row.get(kind) instanceof List<?> counts) {
                    Map<String, Trait> traits = new HashMap<>();
                    for (var count : (List<Map<String, Object>>) counts) {
                        String name = (String) count.get("name");
                        String id = (String) count.get("id");
                        traits.put(id == null ? name : id, new Trait(id, name, (Long) count.get("releases")));
                    }
                    kinds.put(kind, traits);
                }
            }
            return new Traits(kinds);
        }

        /** From 0 to 1. */
        double score(Traits other) {
            double sum = 0;
            double weights = 0;
            for (String kind : kinds.keySet()) {
                sum += WEIGHTS.get(kind) * cosine(kinds.get(kind), other.kinds.get(kind));
                weights += WEIGHTS.get(kind);
            }
            return Math.round(1e4 * Math.min(1, sum / weights)) / 1e4;
        }

        private static double cosine(Map<String, Trait> one, Map<String, Trait> other) {
            double product = 0;
            for (var trait : one.entrySet()) {
                Trait same = other.get(trait.getKey());
                product += same == null ? 0 : (double) trait.getValue().releases() * same.releases();
            }
            return product == 0 ? 0 : product / Math.sqrt(square(one) * square(other));
        }

        private static double square(Map<String, Trait> traits) {
            return traits.values().stream()
                    .mapToDouble(trait -> (double) trait.releases() * trait.releases())
                    .sum();
        }

        /** What both have in common, most of it first. */
        List<Map<String, Object>> reasons(Traits other) {
            List<Map<String, Object>> reasons = new ArrayList<>();
            kinds.forEach((kind, traits) -> {
                Map<String, Trait> others = other.kinds.get(kind);
                List<Object> names = traits.entrySet().stream()
                        .filter(trait -> others.containsKey(trait.getKey()))
                        .sorted(Comparator.comparingLong((Map.Entry<String, Trait> trait) ->
                                        -trait.getValue().releases()
                                                * others.get(trait.getKey()).releases())
                                .thenComparing(Map.Entry::getKey))
                        .limit(REASONS)
                        .map(trait -> trait.getValue().named(kind))
                        .toList();
                if (!names.isEmpty()) {
                    Map<String, Object> reason = new LinkedHashMap<>();
                    reason.put("kind", kind);
                    reason.put("names", names);
                    reasons.add(reason);
                }
            });
            return reasons;
        }
    }
}
