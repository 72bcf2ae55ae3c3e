package org.discogsography.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetter;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.web.WebJson;

/** The answers of the dashboard's routes, all of them JSON. A bean of the routes; thread-safe. */
public final class DashboardApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SystemMonitor monitor;
    private final DeadLetterAdmin deadLetters;
    private final boolean answersLoads;

    /** @param answersLoads false if discovery, in the same process, answers {@code /api/loads} */
    DashboardApi(SystemMonitor monitor, DeadLetterAdmin deadLetters, boolean answersLoads) {
        this.monitor = monitor;
        this.deadLetters = deadLetters;
        this.answersLoads = answersLoads;
    }

    /** A dead letter on the page. */
    private record ShownDeadLetter(
            String id, String time, String reason, String exception, String attempts, String body, long bodyBytes) {

        static ShownDeadLetter of(DeadLetter deadLetter) {
            return new ShownDeadLetter(
                    deadLetter.id(),
                    deadLetter.time(),
                    deadLetter.reason(),
                    deadLetter.exception(),
                    deadLetter.attempts(),
                    deadLetter.body(),
                    deadLetter.bodyBytes());
        }
    }

    /** The first dead letters of a queue, and how many more there are. */
    private record ShownDeadLetters(List<ShownDeadLetter> deadLetters, long more) {}

    private record Loads(List<LoadRow> items) {}

    private record Replayed(long found, long replayed, long left) {}

    private record Refused(String error) {}

    /** The state of the system. */
    public void state(Exchange exchange) {
        answer(exchange, 200, monitor.state());
    }

    /** The last hour, or with {@code range=day} the last day. */
    public void history(Exchange exchange) {
        boolean day = "day".equals(exchange.getMessage().getHeader("range", String.class));
        answer(exchange, 200, WebJson.write(monitor.history(day)));
    }

    /** Whether the route of the loads is one of the dashboard's. */
    public boolean answersLoads() {
        return answersLoads;
    }

    /** What the stores have loaded, the newest first. */
    public void loads(Exchange exchange) {
        answer(exchange, 200, WebJson.write(new Loads(monitor.loads())));
    }

    /** The first dead letters of a service and type. */
    public void deadLetters(Exchange exchange) throws RefusedRequestException {
        DeadLetterQueue.Contents contents = deadLetters.contents(queue(exchange));
        var shown = new ShownDeadLetters(
                contents.deadLetters().stream().map(ShownDeadLetter::of).toList(), contents.more());
        answer(exchange, 200, WebJson.write(shown));
    }

    /** Replays dead letters: those that the body lists as {@code ids}, or all. */
    public void replay(Exchange exchange) throws RefusedRequestException {
        DeadLetterQueue.Replay replay = deadLetters.replay(queue(exchange), ids(exchange.getMessage()));
        answer(exchange, 200, WebJson.write(new Replayed(replay.found(), replay.replayed(), replay.left())));
    }

    private static ConsumerQueue queue(Exchange exchange) throws RefusedRequestException {
        Message request = exchange.getMessage();
        return DeadLetterAdmin.queue(
                request.getHeader("service", String.class), request.getHeader("type", String.class));
    }

    private static Set<String> ids(Message request) throws RefusedRequestException {
        String body = request.getBody(String.class);
        try {
            JsonNode wanted = JSON.readTree(body == null ? "" : body);
            JsonNode ids = wanted.path("ids");
            if (wanted.isObject() && (ids.isArray() || wanted.isEmpty())) {
                return ids.isArray() ? texts(ids) : null;
            }
        } catch (JsonProcessingException e) {
            // Refused below.
        }
        throw new RefusedRequestException(
                400, "The body must be {}, for all dead letters, or like {\"ids\":[\"1\",\"2\"]}");
    }

    private static Set<String> texts(JsonNode ids) {
        Set<String> texts = new HashSet<>();
        ids.forEach(id -> texts.add(id.asText()));
        return texts;
    }

    /** Answers with the reason of a refusal. */
    public void refuse(Exchange exchange) {
        var refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RefusedRequestException.class);
        answer(exchange, refusal.status(), WebJson.write(new Refused(refusal.getMessage())));
        if (refusal.status() == 401) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer"); // RFC 9110 demands it
        }
    }

    /** Without the headers of the request. */
    private static void answer(Exchange exchange, int status, String json) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setHeader(Exchange.CONTENT_TYPE, WebJson.TYPE);
        answer.setBody(json);
    }
}
