package org.discogsography.discovery;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes pages of rows. */
final class Pages {

    private Pages() {}

    /**
     * The answer {@code {items, next}}.
     *
     * @param rows in order, at most one more than a page has
     * @param keys the columns by which the rows are in order
     */
    static Map<String, Object> of(Question question, List<Map<String, Object>> rows, List<String> keys) {
        int limit = (int) question.number("limit");
        boolean more = rows.size() > limit;
        List<Map<String, Object>> items = more ? rows.subList(0, limit) : rows;
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", items);
        if (more) {
            Map<String, Object> last = items.get(limit - 1);
            Map<String, Object> cursor = new HashMap<>();
            keys.forEach(key -> cursor.put(key, last.get(key)));
            page.put("next", Cursor.text(question, cursor));
        }
        return page;
    }
}
