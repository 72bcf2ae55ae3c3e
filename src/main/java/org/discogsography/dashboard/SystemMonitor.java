package org.discogsography.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.threads.RepeatedTask;
import org.discogsography.web.WebJson;

/**
 * Determines the state of the system each second, and when a server has come or gone, once for all viewers, and keeps the last day. Servers
 * are checked and processes are asked once a second too: one more wait of a second, and viewers would see an outage after more than three.
 * Thread-safe.
 */
final class SystemMonitor implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final InstancePoller instances;
    private final QueuePoller queues;
    private final String version;
    private final boolean mayReplay;
    private final Consumer<String> viewers;
    private final Rates rates = new Rates(); // this and the following are confined to the task
    private final FlowMeter flow = new FlowMeter(rates);
    private final StatusTimes times = new StatusTimes();
    private final History history = new History();
    private final RepeatedTask updating = new RepeatedTask("dashboard", this::update);
    private volatile String state = "{}";
    private volatile List<LoadRow> loads = List.of();

    /**
     * @param version of the program
     * @param mayReplay whether dead letters can be replayed
     * @param viewers get each state, as JSON on one line
     */
    SystemMonitor(
            InstancePoller instances, QueuePoller queues, String version, boolean mayReplay, Consumer<String> viewers) {
        this.instances = instances;
        this.queues = queues;
        this.version = version;
        this.mayReplay = mayReplay;
        this.viewers = viewers;
    }

    void start() {
        start(INTERVAL);
    }

    void start(Duration interval) {
        instances.start(updating::soon);
        queues.start();
        updating.repeatAtFixedRate(interval);
    }

    private void update() {
        SystemState now = determine(instances.all());
        history.offer(History.Sample.of(System.currentTimeMillis(), now.flow()));
        state = WebJson.write(now);
        viewers.accept(state);
    }

    private SystemState determine(List<Instance> known) {
        long nanos = System.nanoTime();
        Optional<Backlog.Waiting> waiting = queues.latest();
        loads = LoadRow.all(known, waiting);
        var now = new SystemState(
                Instant.now(),
                version,
                FileState.version(known),
                mayReplay,
                times.of(ServiceState.all(known), Instant.now()),
                ServerState.all(known),
                FileState.all(known, rates, nanos),
                known.stream()
                        .map(instance -> instance.known().health().download())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                LoadRow.latest(loads),
                flow.measure(known, waiting, nanos),
                RecentEvent.latest(known));
        rates.sweep();
        return now;
    }

    /** The last {@link SystemState}, as JSON on one line. */
    String state() {
        return state;
    }

    /** The loads of all stores, the newest first. */
    List<LoadRow> loads() {
        return loads;
    }

    /** The dead letters of a service and type; null if they are unknown. */
    Long deadLetters(String service, String type) {
        return LoadRow.deadLetters(service, type, queues.latest());
    }

    History.Content history(boolean day) {
        return day ? history.day() : history.hour();
    }

    @Override
    public void close() {
        updating.close();
        instances.close();
        queues.close();
    }
}
