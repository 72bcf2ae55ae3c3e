package org.discogsography.discovery;

import io.vertx.core.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Operation;
import org.discogsography.discovery.contract.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that the routes of all questions share: check the parameters, note a store that has not answered, make a page of rows, write the
 * answer, or the problem. Bean of the routes; thread-safe.
 */
public final class DiscoveryApi {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryApi.class);

    private final Contract contract;
    private final Gate gate;
    private final ReadRights rights;
    private final Export export;

    DiscoveryApi(Contract contract, Gate gate, ReadRights rights, ProducerTemplate template) {
        this.contract = contract;
        this.gate = gate;
        this.rights = rights;
        this.export = new Export(template, gate.pace());
    }

    /** First step of a question whose answer is no list of pages. */
    public void check(Exchange exchange, String operation) throws Problem {
        check(exchange, operation, "");
    }

    /**
     * First step of a question. Its parameters become the body: a map, for the statements, as {@link Question#bound} has it.
     *
     * @param keys names of the keys of the cursor, separated by commas
     */
    public void check(Exchange exchange, String operation, String keys) throws Problem {
        Question question = Question.in(exchange);
        if (question == null) {
            question = asked(exchange, contract.operation(operation));
            question.putIn(exchange);
        }
        Map<String, Object> bound = question.bound(names(keys));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(bound);
    }

    private Question asked(Exchange exchange, Operation operation) throws Problem {
        Message message = exchange.getMessage();
        Ticket ticket = ticket(message);
        if (ticket != null) {
            ticket.begin();
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    ticket.done();
                }
            });
        }
        String path = message.getHeader(Exchange.HTTP_URI, "", String.class);
        int query = path.indexOf('?');
        path = query < 0 ? path : path.substring(0, query);
        Contract.Match match = contract.match(path.substring(Math.min(path.length(), Contract.BASE.length())))
                .filter(found -> found.operation().id().equals(operation.id()))
                .orElseThrow(() -> Problem.notFound("there is no such question; /openapi.yaml lists them"));
        Map<String, String> inPath = new HashMap<>();
        for (var parameter : match.parameters().entrySet()) {
            inPath.put(parameter.getKey(), decoded(parameter.getKey(), parameter.getValue(), false));
        }
        Map<String, Object> values =
                operation.values(inPath, query(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class)));
        Format format = operation.isList() ? Format.of((String) values.get("format"), accepted(message)) : Format.JSON;
        return Question.of(operation, values, format, ticket);
    }

    /** Null if it is no request of a client. */
    private Ticket ticket(Message message) {
        return message instanceof HttpMessage http
                ? gate.ticket(http.getRequest()).orElse(null)
                : null;
    }

    private static List<String> accepted(Message message) {
        return message instanceof HttpMessage http ? http.getRequest().headers().getAll(HttpHeaders.ACCEPT) : List.of();
    }

    private static Map<String, List<String>> query(String raw) throws Problem {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded("query", equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decoded(name, pair.substring(equals + 1), true);
                query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return query;
    }

    private static String decoded(String name, String raw, boolean isQuery) throws Problem {
        try {
            // In a path, a plus sign is itself.
            String latin = URLDecoder.decode(isQuery ? raw : raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Problem.badParameter(name, name + " is not percent-encoded UTF-8");
        }
    }

    private static List<String> names(String keys) {
        return keys.isEmpty() ? List.of() : Arrays.asList(keys.split("\\s*,\\s*"));
    }

    /** Fallback of a circuit breaker: the store {@code neo4j} or {@code postgresql} has not answered. */
    public void missing(Exchange exchange, String store) {
        // Taken away: what the next store fails with, if its breaker is open, is no exception at all.
        Throwable failure = (Throwable) exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        LOG.debug("{} has not answered", store, failure);
        Store missing = Store.named(store);
        Question question = Question.in(exchange);
        if (Trouble.of(failure) == Trouble.FORBIDDEN) {
            rights.refused(missing, Trouble.refusal(missing, failure), question);
        }
        // While the breaker is open, Camel comes here without an exception.
        question.failures().put(missing, failure == null ? Trouble.down(missing, null) : failure);
    }

    /**
     * Makes a page of the rows in the header {@code rows}: one item more than fits shows that there is a next page. Fails if a store has not
     * answered.
     *
     * @param keys names of the keys of the cursor, which are columns of the rows
     */
    public void page(Exchange exchange, String keys) throws Problem {
        Question question = Question.in(exchange);
        for (Store store : Store.values()) {
            question.require(store);
        }
        exchange.getMessage().setBody(Pages.of(question, rows(exchange, "rows"), names(keys)));
    }

    /** Whether this is asked for one page, and not for a file of all of them. */
    public boolean isForAPage(Exchange exchange) {
        Question question = Question.in(exchange);
        return question.format() == Format.JSON && !question.isPage();
    }

    /** The rows that a statement has put into a header. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(Exchange exchange, String header) {
        List<Map<String, Object>> rows = exchange.getMessage().getHeader(header, List.class);
        return rows == null ? List.of() : rows;
    }

    /** Last step of a question: writes the body, a map or record, in the format that the client wants. */
    @SuppressWarnings("unchecked")
    public void answer(Exchange exchange) throws Exception {
        Question question = Question.in(exchange);
        rights.answered(question);
        if (question.isPage()) {
            return;
        }
        if (question.format() == Format.JSON) {
            Reply reply = Reply.of(exchange.getMessage().getBody());
            if (question.ticket() != null) {
                question.ticket().share(reply);
            }
            write(exchange, reply);
        } else {
            try {
                export.write(question, exchange.getMessage().getBody(Map.class));
            } catch (Ticket.ClientGone e) {
                LOG.debug("The list ends, its client is gone", e);
            }
        }
    }

    /** Answers with the problem that the exchange has failed with. */
    public void problem(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = Trouble.problem(failure);
        Question question = Question.in(exchange);
        if (question != null && question.isPage()) {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody(problem);
            return;
        }
        Ticket ticket = question == null ? ticket(exchange.getMessage()) : question.ticket();
        Reply reply = Reply.of(problem);
        if (ticket != null) {
            ticket.share(reply);
            if (ticket.breakOff()) {
                return;
            }
        }
        write(exchange, reply);
    }

    private static void write(Exchange exchange, Reply reply) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
        answer.setHeader(Exchange.CONTENT_TYPE, reply.type());
        if (reply.retryAfter() > 0) {
            answer.setHeader("Retry-After", reply.retryAfter());
        }
        answer.setBody(reply.body());
    }
}
