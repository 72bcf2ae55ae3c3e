package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Questions that wait for their turn, in the order in which they came, each with all who ask it. Not thread-safe. */
final class WaitingLine {

    private final Map<Object, Set<Asker>> questions = new LinkedHashMap<>();

    void add(Asker one) {
        questions.computeIfAbsent(one.key(), key -> new LinkedHashSet<>()).add(one);
    }

    boolean contains(Asker one) {
        return questions.getOrDefault(one.key(), Set.of()).contains(one);
    }

    void remove(Asker one) {
        questions.computeIfPresent(one.key(), (key, askers) -> askers.remove(one) && askers.isEmpty() ? null : askers);
    }

    /** Removes all who ask the same as this one, and returns them in the order in which they came. */
    List<Asker> takeAll(Asker one) {
        return List.copyOf(questions.remove(one.key()));
    }

    /** Of each question the one who has waited longest; a copy. */
    List<Asker> firsts() {
        List<Asker> firsts = new ArrayList<>();
        questions.values().forEach(askers -> firsts.add(askers.iterator().next()));
        return firsts;
    }

    /** How many different questions wait. */
    int questions() {
        return questions.size();
    }

    /** How many clients wait. */
    int askers() {
        return questions.values().stream().mapToInt(Set::size).sum();
    }
}
