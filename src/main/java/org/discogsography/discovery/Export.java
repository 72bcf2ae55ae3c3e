package org.discogsography.discovery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.web.WebJson;

/**
 * Writes a whole list as CSV or NDJSON, a page at a time: the next one is asked for, by the question's own route, when the client has taken the
 * one before. So memory is bounded, no statement is longer than a page's, and none is left when the client goes. Headers name the stores that
 * the list lacks, and say that it was cut off. Thread-safe.
 */
record Export(ProducerTemplate template, Pace pace) {

    private static final int RETRY_SECONDS = 60;

    /** Between two pages, while a load runs: a proxy closes a connection that is silent for long. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Writes a page, and all after it. */
    @SuppressWarnings("unchecked")
    void write(Question question, Map<String, Object> first) throws IOException, InterruptedException, Problem {
        var csv = new Csv(question.operation().columns());
        boolean isCsv = question.format() == Format.CSV;
        Ticket ticket = question.ticket();
        pace.ended(ticket.age());
        List<String> missing = missing(first);
        ticket.start(
                isCsv
                        ? Format.CSV.type() + "; charset=utf-8; header=present"
                        : question.format().type(),
                question.operation().id() + "." + question.format().extension(),
                missing,
                Boolean.TRUE.equals(first.get("at_least")));
        if (ticket.isHead()) {
            ticket.end("");
            return;
        }
        Map<String, Object> page = first;
        String before = isCsv ? csv.header() : "";
        while (true) {
            var text = new StringBuilder(before);
            for (Map<String, Object> item : (List<Map<String, Object>>) page.get("items")) {
                text.append(isCsv ? csv.row(item) : WebJson.write(item) + "\n");
            }
            if (!(page.get("next") instanceof String next)) {
                ticket.end(text.toString());
                return;
            }
            if (!text.isEmpty()) {
                ticket.write(text.toString());
            }
            before = "";
            page = page(question.page(next));
            if (!missing.containsAll(missing(page))) {
                // The head of the answer says otherwise: it is broken off.
                throw Problem.unavailable(
                        String.join(" and ", missing(page)) + " does not answer any more", RETRY_SECONDS, null);
            }
        }
    }

    /** The stores that are missing from a page. */
    @SuppressWarnings("unchecked")
    private static List<String> missing(Map<String, Object> page) {
        return (List<String>) page.getOrDefault("missing", List.of());
    }

    private Map<String, Object> page(Question question) throws Problem, InterruptedException {
        long latest = System.nanoTime() + LONGEST_PAUSE.toNanos();
        while (!pace.hasTime() && System.nanoTime() < latest) {
            TimeUnit.MILLISECONDS.sleep(Math.min(pace.pause().toMillis(), LONGEST_PAUSE.toMillis() / 10));
        }
        pace.begun();
        long began = System.nanoTime();
        try {
            return asked(question);
        } finally {
            pace.ended(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> asked(Question question) throws Problem {
        Exchange answer = template.request("direct:" + question.operation().id(), question::putIn);
        if (answer.getException() != null) {
            throw Trouble.problem(answer.getException());
        }
        if (answer.getMessage().getBody() instanceof Problem problem) {
            throw problem;
        }
        return answer.getMessage().getBody(Map.class);
    }
}
