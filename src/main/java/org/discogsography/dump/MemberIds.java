package org.discogsography.dump;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code <id>} elements of one {@code members} wrapper, each kept as the JSON that it becomes.
 *
 * <p>Dumps up to at least August 2020 repeat the id of each {@code <name id>} in an element before it. The oldest have the
 * id there only, before a {@code <name>} without attributes.
 */
final class MemberIds {

    private final Set<String> ofNames = new HashSet<>();
    private final List<String> alone = new ArrayList<>();
    private String pending;

    /** An element with an id. */
    void addElement(String id) {
        addAlone();
        pending = id;
    }

    /** A name with an id of its own. */
    void addName(String id) {
        addAlone();
        ofNames.add(id);
    }

    /** The id of a name without one: that of the element before it; null if there is none, or if it repeats a name's. */
    String takePending() {
        String taken = ofNames.contains(pending) ? null : pending;
        pending = null;
        return taken;
    }

    /** The ids that no name has. Dropping them would lose a member. */
    List<String> withoutName() {
        addAlone();
        return alone.stream().filter(id -> !ofNames.contains(id)).toList();
    }

    private void addAlone() {
        if (pending != null) {
            alone.add(pending);
            pending = null;
        }
    }
}
