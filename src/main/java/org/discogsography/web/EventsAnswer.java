package org.discogsography.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/**
 * Answers {@code GET /events?after=<id>}: what has happened since the event with this id, the oldest first. Ids count from 1
 * in each run of the program; {@code run} tells one run from another.
 */
final class EventsAnswer implements Processor {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Timeline timeline;
    private final String run = Instant.now().toString();

    EventsAnswer(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        long after = number(exchange.getMessage().getHeader("after", "0", String.class));
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody(JSON.writeValueAsString(Map.of(
                "run",
                run,
                "events",
                timeline.after(after).stream().map(EventsAnswer::json).toList())));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Map<String, Object> json(Event event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", event.id());
        json.put("time", event.time().toString());
        json.put("kind", event.kind().name().toLowerCase(Locale.ROOT));
        json.put("subject", event.subject());
        json.put("text", event.text());
        return json;
    }
}
