package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.junit.jupiter.api.Test;

class DiscoveryApiTest {

    private final List<Reply> shared = new ArrayList<>();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private DiscoveryApi asked(Format format) {
        Contract contract = Contract.read();
        var ticket = new Ticket(response(), false, shared::add, ended -> {});
        Question.of(contract.operation("collaborators"), new HashMap<>(), format, ticket)
                .putIn(exchange);
        return new DiscoveryApi(
                contract,
                new Gate(contract, operation -> true, 1, null, null, new Pace(1, System::nanoTime)),
                new ReadRights(),
                exchange.getContext().createProducerTemplate());
    }

    /** Nothing has been written, and the client is there. */
    private static HttpServerResponse response() {
        return (HttpServerResponse) Proxy.newProxyInstance(
                DiscoveryApiTest.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "ended", "closed", "headWritten" -> false;
                    case "headers" -> MultiMap.caseInsensitiveMultiMap();
                    default -> null;
                });
    }

    @Test
    void an_answer_goes_to_all_who_have_asked_the_same() throws Exception {
        DiscoveryApi api = asked(Format.JSON);
        exchange.getMessage().setBody(Map.of("items", List.of()));

        api.answer(exchange);

        assertThat(shared).containsExactly(new Reply(200, "application/json", 0, "{\"items\":[]}"));
        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void so_does_a_problem() {
        DiscoveryApi api = asked(Format.JSON);
        Problem down = Problem.unavailable("down", 5, null);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, down);

        api.problem(exchange);

        assertThat(shared).containsExactly(Reply.of(down));
        assertThat(shared.get(0).status()).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo(5);
    }
}
