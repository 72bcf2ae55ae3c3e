package org.discogsography.dump;

import java.util.HashMap;
import java.util.Map;

/** One {@link FieldName} for each name met, so that a name is encoded and looked up in the rules only once. */
final class FieldNames {

    private final Map<String, FieldName> names = new HashMap<>();

    FieldName of(String text) {
        var known = names.get(text); // much cheaper than computeIfAbsent where it is known, which it nearly always is
        return known != null ? known : names.computeIfAbsent(text, FieldName::new);
    }

    FieldName of(String prefix, String local) {
        return of(prefix == null || prefix.isEmpty() ? local : prefix + ':' + local);
    }
}
