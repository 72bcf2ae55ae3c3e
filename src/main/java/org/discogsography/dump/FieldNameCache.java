package org.discogsography.dump;

import java.util.HashMap;
import java.util.Map;

/** Keeps one {@link FieldName} for each name, so that each name is encoded and looked up in the rules only once. */
final class FieldNameCache {

    private final Map<String, FieldName> names = new HashMap<>();

    FieldName of(String text) {
        var known = names.get(text); // nearly always known, and then much cheaper than computeIfAbsent
        return known != null ? known : names.computeIfAbsent(text, FieldName::new);
    }

    FieldName of(String prefix, String local) {
        return of(prefix == null || prefix.isEmpty() ? local : prefix + ':' + local);
    }
}
