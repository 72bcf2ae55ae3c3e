package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportTest {

    private static final Map<String, Object> FIRST = Map.of("items", List.of(Map.of("id", "1")), "next", "second");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final StringBuilder written = new StringBuilder();
    private final Ticket ticket = new Ticket(response(), false, reply -> {}, ended -> {});
    private final Question question =
            Question.of(Contract.read().operation("neighbours"), new HashMap<>(), Format.NDJSON, ticket);
    private boolean isReset;

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    /** Takes what is written, at once. */
    private HttpServerResponse response() {
        return (HttpServerResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write", "end" -> {
                            written.append((Buffer) arguments[0]);
                            return Future.succeededFuture();
                        }
                        case "putHeader" -> headers.set(arguments[0].toString(), arguments[1].toString());
                        case "headWritten" -> {
                            return !written.isEmpty();
                        }
                        case "ended", "closed" -> {
                            return false;
                        }
                        case "reset" -> {
                            isReset = true;
                            return true;
                        }
                        default -> assertThat(method.getReturnType()).isEqualTo(HttpServerResponse.class);
                    }
                    return proxy;
                });
    }

    private Export answering(Map<String, Object> page) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:neighbours").process(exchange -> {
                    assertThat(Question.in(exchange).text("cursor")).isEqualTo("second");
                    exchange.getMessage().setBody(page);
                });
            }
        });
        return new Export(camel.createProducerTemplate(), new Pace(1, System::nanoTime));
    }

    @Test
    void a_list_is_broken_off_if_a_store_does_not_answer_any_more_that_its_head_does_not_name() throws Exception {
        Map<String, Object> lacking = Map.of("items", List.of(Map.of("id", "2")), "missing", List.of("postgresql"));
        Export export = answering(lacking);

        assertThatThrownBy(() -> export.write(question, FIRST))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("postgresql does not answer any more");
        assertThat(written).hasToString("{\"id\":\"1\"}\n");
        assertThat(headers.contains("X-Missing")).isFalse();
        assertThat(ticket.breakOff()).isTrue();
        assertThat(isReset).isTrue();
    }

    @Test
    void a_list_goes_on_without_a_store_that_its_head_names() throws Exception {
        Map<String, Object> first = new HashMap<>(FIRST);
        first.put("missing", List.of("postgresql"));

        answering(Map.of("items", List.of(Map.of("id", "2")), "missing", List.of("postgresql")))
                .write(question, first);

        assertThat(headers.get("X-Missing")).isEqualTo("postgresql");
        assertThat(written).hasToString("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    }
}
