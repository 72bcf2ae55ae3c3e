package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.discogsography.health.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stores do not let discovery's logins read. A refusal is over as soon as a question that has met it is answered: others, which read
 * something else, say nothing about it. Thread-safe.
 */
final class ReadRights {

    private static final Logger LOG = LoggerFactory.getLogger(ReadRights.class);

    private record Refusal(Store store, Set<String> questions) {}

    private final Map<String, Refusal> refusals = new TreeMap<>(); // by their reasons, which name the store

    /** Notes that the store has not let a question read. */
    synchronized void refused(Store store, String reason, Question question) {
        Refusal known = refusals.get(reason);
        if (known == null) {
            known = new Refusal(store, new HashSet<>());
            refusals.put(reason, known);
            LOG.warn("discovery: {}; questions that need it are answered with 503, or without this store", reason);
        }
        List<String> kinds = kinds(question);
        known.questions().add(kinds.get(kinds.size() - 1));
    }

    /** Notes that a question has been answered. */
    synchronized void answered(Question question) {
        refusals.entrySet().removeIf(entry -> {
            Refusal refusal = entry.getValue();
            boolean over = !question.failures().containsKey(refusal.store())
                    && kinds(question).stream().anyMatch(refusal.questions()::contains);
            if (over) {
                LOG.info("discovery: can be read again: {}", entry.getKey());
            }
            return over;
        });
    }

    /**
     * What it reads; the last one is all of it. The type in the path counts too: it says which table is read. And a question may read more
     * than others of its operation: these, answered, say nothing of that.
     */
    private static List<String> kinds(Question question) {
        var operation = question.operation();
        String kind =
                operation.template().contains("{type}") ? operation.id() + " " + question.text("type") : operation.id();
        return question.besides().isEmpty() ? List.of(kind) : List.of(kind, kind + " " + question.besides());
    }

    synchronized List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        refusals.keySet().forEach(reason -> findings.add(Finding.degraded(reason)));
        return findings;
    }
}
