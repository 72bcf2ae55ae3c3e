package org.discogsography.dump;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code <id>} elements of one {@code members} wrapper. Dumps up to at least August 2020 have one before each
 * {@code <name id>}. Each is kept as the JSON object that it would become.
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

    /** The ids that no item has. Dropping them would lose a member. */
    List<String> withoutItem() {
        return alone.stream().filter(id -> !ofItems.contains(id)).toList();
    }
}
