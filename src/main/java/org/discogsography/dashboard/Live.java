package org.discogsography.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.discogsography.threads.RepeatedTask;

/** Draws up the state of the system each second, once for all who watch, and keeps the last hour. Thread-safe. */
final class Live implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Instances instances;
    private final QueueLook queues;
    private final SystemState system;
    private final Consumer<String> watchers;
    private final History history = new History();
    private final RepeatedTask drawing = new RepeatedTask("dashboard", this::draw);
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
        drawing.repeatAtFixedRate(INTERVAL);
    }

    private void draw() throws JsonProcessingException {
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
        drawing.close();
        instances.close();
        queues.close();
    }
}
