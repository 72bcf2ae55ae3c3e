package org.discogsography.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetter;
import org.discogsography.broker.deadletters.DeadLetterQueue;

/** What the dashboard's routes answer, all of it JSON. As a bean of the routes; thread-safe. */
public final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Live live;
    private final DeadLetterAdmin desk;

    Answers(Live live, DeadLetterAdmin desk) {
        this.live = live;
        this.desk = desk;
    }

    /** The state of the system. */
    public void state(Exchange exchange) {
        answer(exchange, 200, live.state());
    }

    /** The last hour. */
    public void history(Exchange exchange) throws JsonProcessingException {
        answer(exchange, 200, live.history());
    }

    /** The dead letters of a service and type. */
    public void deadLetters(Exchange exchange) throws Exception {
        DeadLetterQueue.Contents contents = desk.contents(source(exchange));
        answer(
                exchange,
                200,
                JSON.writeValueAsString(Map.of(
                        "letters",
                        contents.letters().stream().map(Answers::letter).toList(),
                        "more",
                        contents.more())));
    }

    private static Map<String, Object> letter(DeadLetter letter) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("id", letter.id());
        about.put("time", letter.time());
        about.put("reason", letter.reason());
        about.put("exception", letter.exception());
        about.put("attempts", letter.attempts());
        return about;
    }

    /** Sends dead letters back: those that the body names as {@code ids}, or all. */
    public void replay(Exchange exchange) throws Exception {
        DeadLetterQueue.Replay replay = desk.replay(source(exchange), ids(exchange.getMessage()));
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("found", replay.found());
        done.put("replayed", replay.replayed());
        done.put("left", replay.left());
        answer(exchange, 200, JSON.writeValueAsString(done));
    }

    private static ConsumerQueue source(Exchange exchange) throws RefusedException {
        Message request = exchange.getMessage();
        return DeadLetterAdmin.source(
                request.getHeader("service", String.class), request.getHeader("type", String.class));
    }

    private static Set<String> ids(Message request) throws RefusedException {
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
        throw new RefusedException(400, "The body has to be {}, for all dead letters, or like {\"ids\":[\"1\",\"2\"]}");
    }

    private static Set<String> texts(JsonNode ids) {
        Set<String> texts = new HashSet<>();
        ids.forEach(id -> texts.add(id.asText()));
        return texts;
    }

    /** Says why there is no answer. */
    public void refuse(Exchange exchange) throws JsonProcessingException {
        var refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RefusedException.class);
        answer(exchange, refusal.status(), JSON.writeValueAsString(Map.of("error", refusal.getMessage())));
    }

    /** Whatever came with the request stays out of the answer. */
    private static void answer(Exchange exchange, int status, String json) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody(json);
    }
}
