package org.discogsography.dashboard;

import java.util.List;

/** The answer of a process to {@code GET /loads}. */
record ServiceLoads(List<LoadRow> items) {

    ServiceLoads {
        items = items == null
                ? List.of()
                : items.stream().filter(LoadRow::isNamed).toList();
    }
}
