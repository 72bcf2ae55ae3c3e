package org.discogsography.tableinator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.table.TableFeed;

/** How far the feed of changes is behind, in {@code /health}. */
record ChangeFeedHealth(PublishChanges feed) implements HealthSource {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record State(
            Long waiting, Boolean atLeast, Instant waitingSince, Instant standsStillSince, String because) {}

    @Override
    public String section() {
        return "change_feed";
    }

    @Override
    public Object content() {
        TableFeed.Waiting waiting = feed.waiting();
        PublishChanges.Standstill standstill = feed.standstill();
        Long changes = waiting == null ? null : waiting.changes();
        return new State(
                changes,
                (changes != null && changes >= TableFeed.MOST_COUNTED) ? true : null,
                waiting == null ? null : waiting.since(),
                standstill == null ? null : standstill.since(),
                standstill == null ? null : standstill.reason());
    }

    @Override
    public List<Finding> findings() {
        PublishChanges.Standstill standstill = feed.longStandstill();
        return standstill == null
                ? List.of()
                : List.of(Finding.degraded("No change has been published to " + PublishChanges.EXCHANGE + " since "
                        + standstill.since() + ", loads go on: " + standstill.reason()));
    }
}
