package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.discogsography.outage.Reason;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every process of the system, each second and each on its own, how it is and what has happened to it. One that is
 * away, or hangs, keeps nobody waiting but itself. Thread-safe.
 */
final class Instances implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int LARGEST = 4_000_000;

    private final List<Instance> instances;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<RepeatedTask> asking;

    Instances(List<Instance> instances) {
        this.instances = List.copyOf(instances);
        this.asking = instances.stream()
                .map(instance -> new RepeatedTask("dashboard-asks", () -> ask(instance)))
                .toList();
    }

    /** Begins to ask. */
    void start() {
        asking.forEach(task -> task.repeat(Duration.ZERO, INTERVAL));
    }

    /**
     * Those that are, or should be, there: an address that never answered is not missed where the service that it is meant
     * for has answered at another one, and one process that answers at two addresses is one.
     */
    List<Instance> all() {
        Set<String> there = new HashSet<>();
        Set<String> runs = new HashSet<>();
        List<Instance> all = new ArrayList<>();
        for (Instance instance : instances) {
            if (instance.hasAnswered() && (instance.run().isEmpty() || runs.add(instance.run()))) {
                all.add(instance);
                there.addAll(instance.services());
            }
        }
        for (Instance instance : instances) {
            if (!instance.hasAnswered() && !there.containsAll(instance.services())) {
                all.add(instance);
            }
        }
        return all;
    }

    private void ask(Instance instance) throws InterruptedException {
        try {
            instance.answered(get(instance.address() + "/health"));
            instance.happened(get(instance.address() + "/events?after=" + instance.lastEvent()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} does not say how it is", instance.address(), e);
            instance.failed(
                    e instanceof ConnectException && e.getMessage() == null ? "nobody listens there" : Reason.of(e));
        }
    }

    private JsonNode get(String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() != 200 && answer.statusCode() != 503) {
            throw new IOException("it answers " + answer.statusCode() + ": is it one of ours?");
        }
        if (answer.body().length > LARGEST) {
            throw new IOException("its answer is too long: is it one of ours?");
        }
        JsonNode said = json.readTree(answer.body());
        if (!said.isObject()) {
            // One that is just ending answers 503 and nothing else.
            throw new IOException("it answers " + answer.statusCode() + " and no JSON object");
        }
        return said;
    }

    /** The request's own time-out ends with the answer's head: who falls silent in its middle would hold this thread for good. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        var coming = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return coming.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it broke off in the middle of its answer", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            coming.cancel(true);
        }
    }

    @Override
    public void close() {
        asking.forEach(RepeatedTask::close);
    }
}
