package org.discogsography.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** A classification as the routes use it, in expressions. */
class ClassificationTest {

    private record One(String id, String sha256, String version) implements Versioned {}

    @Test
    void what_has_changed_meanwhile_is_stored_too() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.start();
            var exchange = exchange(camel, List.of(new One("1", "a", "20260801"), new One("2", "b", "20260801")));
            exchange.setVariable("changedMeanwhile", List.of(Map.of("id", "2")));

            Classification<?> after = evaluate(
                    exchange, "${body.withChangedMeanwhile(${variable.changedMeanwhile})}", Classification.class);

            assertThat(after.recordsToStore()).extracting(Versioned::id).containsExactly("2");
            assertThat(evaluate(exchange, "${body.hasRecordsToTouch}", Boolean.class))
                    .isTrue();
            assertThat(evaluate(exchange, "${body.hasRecordsToStore}", Boolean.class))
                    .isFalse();
        }
    }

    @Test
    void a_route_that_does_not_tell_what_has_changed_meanwhile_stores_all() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.start();
            var exchange = exchange(camel, List.of(new One("1", "a", "20260801"), new One("2", "b", "20260801")));

            Classification<?> after = evaluate(exchange, "${body.withChangedMeanwhile}", Classification.class);

            assertThat(after.recordsToStore()).extracting(Versioned::id).containsExactly("1", "2");
        }
    }

    @Test
    void what_has_been_added_by_itself_is_not_stored_again_except_for_what_was_left() {
        var classified = new Classification<>(
                List.of(new One("1", "a", "20260801"), new One("2", "b", "20260801")), List.of(), List.of(), 0);
        assertThat(classified.recordsToStore()).extracting(Versioned::id).containsExactly("1", "2");

        Classification<One> some = classified.withAddedExcept(Set.of("2"));
        assertThat(some.hasRecordsToStore()).isTrue();
        assertThat(some.recordsToStore()).extracting(Versioned::id).containsExactly("2");
        assertThat(some.added()).hasSize(2);

        Classification<One> all = classified.withAddedExcept(Set.of());
        assertThat(all.hasRecordsToStore()).isFalse();
        assertThat(all.recordsToStore()).isEmpty();
    }

    @Test
    void camel_does_not_keep_it() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.start();
            WeakReference<Object> used = use(camel);

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return used.get() == null;
            });
        }
    }

    @Test
    void it_is_hashed_without_its_records_because_camel_hashes_it_for_each_expression() {
        var unhashed = List.of(new Unhashed("1", "a", "20260801"));

        assertThatCode(new Classification<>(unhashed, unhashed, unhashed, 0)::hashCode)
                .doesNotThrowAnyException();
    }

    private record Unhashed(String id, String sha256, String version) implements Versioned {

        @Override
        public int hashCode() {
            throw new AssertionError("hashed");
        }
    }

    private static WeakReference<Object> use(CamelContext camel) {
        var exchange = exchange(camel, List.of(new One("1", "a", "20260801")));
        exchange.setVariable("changedMeanwhile", List.of());
        evaluate(exchange, "${body.hasRecordsToTouch}", Boolean.class);
        evaluate(exchange, "${body.withChangedMeanwhile(${variable.changedMeanwhile})}", Classification.class);
        return new WeakReference<>(exchange.getMessage().getBody());
    }

    private static DefaultExchange exchange(CamelContext camel, List<One> unchanged) {
        var exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(new Classification<>(List.<One>of(), List.of(), unchanged, 0));
        return exchange;
    }

    private static <T> T evaluate(DefaultExchange exchange, String expression, Class<T> type) {
        return exchange.getContext()
                .resolveLanguage("simple")
                .createExpression(expression)
                .evaluate(exchange, type);
    }
}
