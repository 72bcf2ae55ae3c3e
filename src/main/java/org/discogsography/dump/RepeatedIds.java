package org.discogsography.dump;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code <id>} elements of one {@code members} wrapper, which older dumps put before each {@code <name id>}, each as
 * the JSON object that it would be. Dumps as late as that of August 2020 have them.
 */
final class RepeatedIds {

    private final Set<String> ofItems = new HashSet<>();
    private final List<String> alone = new ArrayList<>();

    void addItem(String id) {
        ofItems.add(id);
    }

    void addElement(String id) {
        alone.add(id);
    }

    /** Those that no item has: dropping them would lose a member. */
    List<String> withoutItem() {
        return alone.stream().filter(id -> !ofItems.contains(id)).toList();
    }
}
