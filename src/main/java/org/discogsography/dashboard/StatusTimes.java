package org.discogsography.dashboard;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Since when each service has had its status. Confined to one thread. */
final class StatusTimes {

    private record Key(String service, String address) {}

    private record Change(String status, Instant at) {}

    private Map<Key, Change> last = new HashMap<>();

    /** The same states, with the time when each status was first seen; what is seen for the first time keeps its own. */
    List<ServiceState> of(List<ServiceState> states, Instant now) {
        Map<Key, Change> next = new HashMap<>();
        List<ServiceState> dated = states.stream()
                .map(state -> {
                    var key = new Key(state.name(), state.address());
                    Change before = last.get(key);
                    Change change = before == null
                            ? new Change(state.status(), state.since())
                            : before.status.equals(state.status()) ? before : new Change(state.status(), now);
                    next.put(key, change);
                    return state.since(change.at);
                })
                .toList();
        last = next;
        return dated;
    }
}
