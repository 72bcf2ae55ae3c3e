package org.discogsography.broker.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.servers.LogLines;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the extractor waits, and for how long. */
class BacklogLimitTest {

    private static final ConsumerQueue GRAPH = new ConsumerQueue("graphinator", DataType.RELEASES);
    private static final ConsumerQueue TABLE = new ConsumerQueue("tableinator", DataType.RELEASES);
    private static final List<String> WINDOW = Collections.nCopies(10, "message");

    private final Map<ConsumerQueue, Backlog.Depth> queues = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final BacklogLimit limit = new BacklogLimit(
            () -> {
                questions.incrementAndGet();
                return queues;
            },
            new BacklogLimit.Limits(1_000, 10_000),
            stopping::get,
            new Timeline());
    private final LogLines log = LogLines.of(BacklogLimit.class);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        thread.shutdownNow();
        log.close();
    }

    private void queue(ConsumerQueue queue, long ready, long consumers) {
        queues.put(queue, new Backlog.Depth(ready, consumers));
    }

    private Future<?> publishing() {
        return thread.submit(() -> {
            limit.await(WINDOW);
            return null;
        });
    }

    private static void expectEnd(Future<?> publishing) throws Exception {
        publishing.get(1, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 1", "1000, 0", "10000, 0"})
    void up_to_the_limit_it_goes_on(long ready, long consumers) throws Exception {
        queue(GRAPH, ready, consumers);
        queue(TABLE, 1_000, 2);
        expectEnd(publishing());
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void past_the_limit_it_waits_until_the_queue_is_well_below_it() throws Exception {
        queue(GRAPH, 1_001, 1);
        var publishing = publishing();
        await().until(() -> limit.full().isPresent());
        assertThat(limit.full().get().queue()).isEqualTo(GRAPH);
        queue(GRAPH, 801, 1);
        int asked = questions.get();
        await().until(() -> questions.get() > asked + 1);
        assertThat(publishing).isNotDone();

        queue(GRAPH, 800, 1);

        expectEnd(publishing);
        assertThat(limit.full()).isEmpty();
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith("waits for graphinator: 1,001 messages wait in its queue of releases, the"
                                        + " limit is 1,000"),
                        line -> assertThat(line).contains("resumed, after waiting for graphinator for "));
    }

    @Test
    void a_queue_that_nobody_consumes_may_be_longer_and_each_change_is_logged_once() throws Exception {
        queue(GRAPH, 10_001, 0);
        var publishing = publishing();
        await().until(() -> limit.full().isPresent());
        assertThat(limit.full().get().isConsumed()).isFalse();
        queue(GRAPH, 9_000, 1);
        await().until(() -> limit.full().get().isConsumed());
        queue(TABLE, 99_000, 1);
        await().until(() -> limit.full().get().queue().equals(TABLE));
        queue(TABLE, 0, 1);
        await().until(() -> limit.full().get().queue().equals(GRAPH));
        queue(GRAPH, 8_000, 0);
        expectEnd(publishing);
        assertThat(log.lines()).hasSize(5);
        assertThat(log.lines().get(0)).contains("graphinator, which does not consume now:");
    }

    @Test
    void it_waits_no_longer_if_the_program_ends_and_does_not_wait_for_what_it_cannot_ask() throws Exception {
        queue(GRAPH, 1_001, 1);
        var publishing = publishing();
        await().until(() -> limit.full().isPresent());
        stopping.set(true);
        expectEnd(publishing);

        stopping.set(false);
        queues.clear();
        expectEnd(publishing());
    }

    @Test
    void while_it_waits_a_queue_that_cannot_be_asked_for_is_as_full_as_before() throws Exception {
        queue(GRAPH, 1_001, 1);
        var publishing = publishing();
        await().until(() -> limit.full().isPresent());
        queues.clear();
        int asked = questions.get();
        await().until(() -> questions.get() > asked + 1);
        assertThat(publishing).isNotDone();
        queue(GRAPH, 900, 1);
        int askedAgain = questions.get();
        await().until(() -> questions.get() > askedAgain + 1);
        assertThat(publishing).isNotDone();
        queue(GRAPH, 800, 1);
        expectEnd(publishing);
    }

    /** What RabbitMQ answers for a quorum queue whose leader does not say how many it holds within a quarter of a second. */
    @Test
    void while_it_waits_a_queue_is_not_taken_for_empty_the_first_time_that_it_seems_so() throws Exception {
        Deque<Backlog.Depth> answers = new ConcurrentLinkedDeque<>(List.of(
                new Backlog.Depth(1_001, 1),
                new Backlog.Depth(0, 0),
                new Backlog.Depth(900, 1),
                new Backlog.Depth(0, 0),
                new Backlog.Depth(0, 0)));
        var busy = new BacklogLimit(
                () -> Map.of(GRAPH, answers.remove()),
                new BacklogLimit.Limits(1_000, 10_000),
                stopping::get,
                new Timeline());

        busy.await(WINDOW);

        assertThat(answers).isEmpty();
        assertThat(busy.full()).isEmpty();
    }

    @Test
    void the_broker_is_asked_often_enough_and_not_for_each_window() throws Exception {
        var large = new BacklogLimit(
                () -> {
                    questions.incrementAndGet();
                    return queues;
                },
                new BacklogLimit.Limits(100_000, 1_000_000),
                stopping::get,
                new Timeline());
        for (int window = 0; window <= 1_000; window++) {
            large.await(WINDOW);
        }
        // The first one, and one each 1,000 messages.
        assertThat(questions).hasValue(11);
    }
}
