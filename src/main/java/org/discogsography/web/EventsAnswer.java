package org.discogsography.web;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/**
 * Answers {@code GET /events?after=<id>} with the events since the one with this id, the oldest first. Ids count from 1 in each
 * run of the program; {@code run} distinguishes one run from another.
 */
final class EventsAnswer implements Processor {

    private final Timeline timeline;
    private final Instant run = Instant.now();

    EventsAnswer(Timeline timeline) {
        this.timeline = timeline;
    }

    private record Answer(Instant run, List<Entry> events) {}

    private record Entry(long id, Instant time, String kind, String subject, String text) {

        static Entry of(Event event) {
            return new Entry(
                    event.id(),
                    event.time(),
                    event.kind().name().toLowerCase(Locale.ROOT),
                    event.subject(),
                    event.text());
        }
    }

    @Override
    public void process(Exchange exchange) {
        long after = number(exchange.getMessage().getHeader("after", "0", String.class));
        var events = timeline.after(after).stream().map(Entry::of).toList();
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, WebJson.TYPE);
        answer.setBody(WebJson.write(new Answer(run, events)));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
