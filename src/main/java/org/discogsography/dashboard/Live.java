package org.discogsography.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws up the state of the system each second, once for all who watch, and keeps the last hour. Thread-safe. */
final class Live implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Instances instances;
    private final QueueLook queues;
    private final SystemState system;
    private final Consumer<String> watchers;
    private final History history = new History();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "dashboard");
        created.setDaemon(true);
        return created;
    });
    private volatile String state = "{}";

    /** @param watchers get the state each second, as JSON on one line */
    Live(Instances instances, QueueLook queues, SystemState system, Consumer<String> watchers) {
        this.instances = instances;
        this.queues = queues;
        this.system = system;
        this.watchers = watchers;
    }

    /** Begins to look, here and at those that it looks at. */
    void start() {
        instances.start();
        queues.start();
        Future<?> unused = thread.scheduleAtFixedRate(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Map<String, Object> now = system.of(instances.all(), queues.now());
            Map<?, ?> flow = (Map<?, ?>) now.get("flow");
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("published", of(flow, "extractor", "rate"));
            numbers.put("graph", of(flow, "graphinator", "rate"));
            numbers.put("table", of(flow, "tableinator", "rate"));
            numbers.put("graph_ready", of(flow, "graphinator", "ready"));
            numbers.put("table_ready", of(flow, "tableinator", "ready"));
            history.offer(System.currentTimeMillis(), numbers);
            state = JSON.writeValueAsString(now);
            watchers.accept(state);
        } catch (JsonProcessingException | RuntimeException e) {
            // Thrown on, it would end the pictures for good.
            LOG.error("The state of the system could not be drawn up", e);
        }
    }

    private static Object of(Map<?, ?> flow, String service, String number) {
        return ((Map<?, ?>) flow.get(service)).get(number);
    }

    /** The state of the last second, as JSON on one line. */
    String state() {
        return state;
    }

    /** The last hour, as JSON. */
    String history() throws JsonProcessingException {
        return JSON.writeValueAsString(history.content());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        instances.close();
        queues.close();
    }
}
