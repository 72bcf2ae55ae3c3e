package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.neo4j.driver.GraphDatabase;

/** A failure that holds no word of a server. */
class FailureTest {

    static final List<ThrowingCallable> UNFIT_VALUES = List.of(
            () -> Integer.parseInt("sixty"),
            () -> LocalDate.of(1999, Integer.parseInt("3"), Integer.parseInt("0")),
            () -> String.class.cast(Map.<String, Object>of("id", 1).get("id")),
            () -> Map.of("id", List.of().get(0)),
            () -> Map.of("id", List.of().iterator().next()),
            () -> List.of((String) null),
            () -> Math.toIntExact(Long.MAX_VALUE));

    @ParameterizedTest
    @FieldSource("UNFIT_VALUES")
    void what_our_own_code_throws_at_a_value_is_refused_however_it_is_wrapped(ThrowingCallable step) {
        Throwable thrown = catchThrowable(step);

        assertThat(Failure.withoutServer(thrown)).isEqualTo(Failure.REFUSED);
        assertThat(Failure.withoutServer(new RuntimeCamelException(thrown))).isEqualTo(Failure.REFUSED);
    }

    static final List<Throwable> OUTAGES = List.of(
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new InterruptedException(),
            new RejectedExecutionException("shut down"),
            new TimeoutException(),
            new IOException("Broken pipe"),
            new IllegalStateException("The transaction broke off", new IllegalArgumentException()),
            new RuntimeCamelException(new ExceptionInInitializerError(new NullPointerException())));

    @ParameterizedTest
    @FieldSource("OUTAGES")
    void what_may_hit_any_record_is_an_outage(Throwable thrown) {
        assertThat(Failure.withoutServer(thrown)).isEqualTo(Failure.OUTAGE);
    }

    @Test
    void a_setting_that_a_servers_client_or_Camel_rejects_is_no_records_fault() throws IOException {
        Throwable ofDriver = catchThrowable(() -> GraphDatabase.driver("bolt:/nowhere"));
        assertThat(ofDriver).isInstanceOf(IllegalArgumentException.class);
        assertThat(Failure.withoutServer(ofDriver)).isEqualTo(Failure.OUTAGE);

        try (var context = new DefaultCamelContext()) {
            Throwable ofCamel = catchThrowable(() -> context.getEndpoint(""));
            assertThat(ofCamel).isNotNull();
            assertThat(Failure.withoutServer(ofCamel)).isEqualTo(Failure.OUTAGE);
        }
    }

    @Test
    void a_circle_of_causes_has_an_end() {
        var one = new Exception("one");
        var other = new Exception("other", one);
        one.initCause(other);

        assertThat(Failure.withoutServer(one)).isEqualTo(Failure.OUTAGE);
    }

    @Test
    void a_called_route_that_is_stopped_or_being_replaced_is_no_outage_of_a_server() {
        var context = new DefaultCamelContext();
        var failure = new DirectConsumerNotAvailableException("No consumers available", new DefaultExchange(context));

        assertThat(Failure.withoutServer(new RuntimeCamelException(failure))).isEqualTo(Failure.CONTENTION);
    }
}
