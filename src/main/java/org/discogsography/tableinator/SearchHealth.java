package org.discogsography.tableinator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.loads.Load;

/** How far search is behind the records, in {@code /health}. */
record SearchHealth(SearchWorker worker, LoadsFirst loadsFirst, InstantSource clock) implements HealthSource {

    /** A longer standstill is reported; a shorter one may pass by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record State(
            Long waiting, Boolean atLeast, String givesWayToLoadOf, Instant standsStillSince, String because) {}

    @Override
    public String section() {
        return "search";
    }

    @Override
    public Object content() {
        long waiting = worker.waiting();
        SearchWorker.Standstill standstill = worker.standstill();
        Load load = loadsFirst.underWay();
        return new State(
                waiting < 0 ? null : waiting,
                waiting >= SearchWorker.MOST_COUNTED ? true : null,
                load == null ? null : load.version(),
                standstill == null ? null : standstill.since(),
                standstill == null ? null : standstill.reason());
    }

    @Override
    public List<Finding> findings() {
        SearchWorker.Standstill standstill = worker.standstill();
        return standstill == null || clock.instant().isBefore(standstill.since().plus(PATIENCE))
                ? List.of()
                : List.of(Finding.degraded((standstill.inCounting()
                                ? "The releases have not been counted"
                                : "Search has not been brought up to date")
                        + " since " + standstill.since() + ", loads go on: " + standstill.reason()));
    }
}
