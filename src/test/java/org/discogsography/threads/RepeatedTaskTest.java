package org.discogsography.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatedTaskTest {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final AtomicInteger runs = new AtomicInteger();
    private final LogLines log = LogLines.of(LoggedTask.class, "task: ");

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static void fail(String kind) throws Exception {
        switch (kind) {
            case "no memory" -> throw new OutOfMemoryError("Java heap space");
            case "too deep" -> throw new StackOverflowError();
            case "a class that is not there" -> throw new NoClassDefFoundError("org/example/Absent");
            case "an unchecked exception" -> throw new IllegalStateException("a bug");
            default -> throw new IOException("no connection");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no memory",
                "too deep",
                "a class that is not there",
                "an unchecked exception",
                "a checked exception"
            })
    void whatever_a_run_throws_is_logged_once_and_the_next_run_comes(String kind) {
        try (var task = new RepeatedTask("task", () -> {
            if (runs.incrementAndGet() <= 3) {
                fail(kind);
            }
        })) {
            task.repeat(Duration.ZERO, INTERVAL);
            await().until(() -> runs.get() > 10);
        }
        assertThat(log.lines()).containsExactly("task: failed", "task: works again");
    }

    @Test
    void a_task_at_a_fixed_rate_goes_on_too() {
        try (var task = new RepeatedTask("task", () -> {
            runs.incrementAndGet();
            fail("no memory");
        })) {
            task.repeatAtFixedRate(INTERVAL);
            await().until(() -> runs.get() > 10);
        }
        assertThat(log.lines()).containsExactly("task: failed");
    }

    @Test
    void it_runs_at_once_when_it_is_asked_to_and_no_more_once_it_is_closed() {
        var task = new RepeatedTask("task", runs::incrementAndGet);
        task.repeat(Duration.ofHours(1), Duration.ofHours(1));
        task.soon();
        await().until(() -> runs.get() == 1);
        task.close();
        task.soon();
        task.awaitEnd(Duration.ofMinutes(1));
        assertThat(runs).hasValue(1);
    }

    @Test
    void closing_interrupts_a_run_and_there_is_no_other() throws InterruptedException {
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var task = new RepeatedTask("task", () -> {
            runs.incrementAndGet();
            began.countDown();
            try {
                never.await();
            } finally {
                interrupted.countDown();
            }
        });
        task.repeat(Duration.ZERO, INTERVAL);
        assertThat(began.await(1, TimeUnit.MINUTES)).isTrue();
        task.close();
        task.awaitEnd(Duration.ofMinutes(1));
        assertThat(interrupted.getCount()).isZero();
        assertThat(runs).hasValue(1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_daemon_thread_logs_what_ends_it() throws InterruptedException {
        try (var ends = LogLines.of(DaemonThreads.class, "The thread worker ")) {
            Thread thread = new DaemonThreads("worker").newThread(() -> {
                throw new OutOfMemoryError("Java heap space");
            });
            assertThat(thread.isDaemon()).isTrue();
            thread.start();
            thread.join();
            assertThat(ends.lines()).containsExactly("The thread worker has ended");
        }
    }
}
