package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.discogsography.broker.Topology;
import org.discogsography.outage.Reason;
import org.discogsography.threads.RepeatedTask;
import org.discogsography.web.ProblemJson;
import org.discogsography.web.WebJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every process of the system for its health, its events and its loads, once a second. Each has a thread of its own, so that one that
 * hangs delays no other. Thread-safe.
 */
final class InstancePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InstancePoller.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int LARGEST = 4_000_000;

    private static final Duration RESOLVED_EVERY = Duration.ofSeconds(10);

    private final List<ScaledService> services;
    private final Function<Addresses.Address, Instance> create;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final RepeatedTask resolving = new RepeatedTask("dashboard-resolves", this::resolve);
    private final Map<Addresses.Address, Asked> asked = new LinkedHashMap<>(); // guarded by itself
    private boolean started; // guarded by asked
    private volatile Runnable news = () -> {};

    private record Asked(Instance instance, RepeatedTask asking) {}

    /** @param create makes an instance of an address */
    InstancePoller(List<ScaledService> services, Function<Addresses.Address, Instance> create) {
        this.services = List.copyOf(services);
        this.create = create;
    }

    /** @param whenServersChange is called when one of the processes says that a server has come or gone; it must not block */
    void start(Runnable whenServersChange) {
        synchronized (asked) {
            started = true;
            news = whenServersChange;
            // Names may take long to resolve while their services are not there.
            services.forEach(service -> asked.computeIfAbsent(service.configured(), this::ask));
        }
        resolving.repeat(Duration.ZERO, RESOLVED_EVERY);
    }

    private void resolve() {
        Instant now = Instant.now();
        List<Addresses.Address> there = services.stream()
                .flatMap(service -> service.addresses(now).stream())
                .toList();
        synchronized (asked) {
            asked.entrySet().removeIf(each -> {
                boolean gone = !there.contains(each.getKey());
                if (gone) {
                    each.getValue().asking.close();
                }
                return gone;
            });
            if (!started) {
                return;
            }
            for (Addresses.Address address : there) {
                asked.computeIfAbsent(address, this::ask);
            }
        }
    }

    private Asked ask(Addresses.Address address) {
        Instance instance = create.apply(address);
        var asking = new RepeatedTask("dashboard-asks", () -> ask(instance));
        asking.repeat(Duration.ZERO, INTERVAL);
        return new Asked(instance, asking);
    }

    private List<Instance> instances() {
        synchronized (asked) {
            return asked.values().stream().map(Asked::instance).toList();
        }
    }

    /**
     * The processes that exist or should exist. An address that never answered is left out if its expected service has answered
     * at another one. A process that answers at two addresses counts once.
     */
    List<Instance> all() {
        Set<String> there = new HashSet<>();
        Set<String> runs = new HashSet<>();
        List<Instance> all = new ArrayList<>();
        List<Instance> instances = instances();
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
            boolean isNews = instance.answered(get(instance.address() + "/health", ServiceHealth.class));
            instance.happened(get(instance.address() + "/events?after=" + instance.lastEvent(), ServiceEvents.class));
            if (isNews) {
                news.run();
            }
            if (instance.services().stream().anyMatch(Topology.CONSUMERS::contains)) {
                askForLoads(instance);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} does not answer", instance.address(), e);
            instance.failed(
                    e instanceof ConnectException && e.getMessage() == null ? "connection refused" : Reason.of(e));
        }
    }

    /** One of an earlier version has none to tell, and works nevertheless. */
    private void askForLoads(Instance instance) throws InterruptedException {
        try {
            instance.loaded(get(instance.address() + "/loads", ServiceLoads.class));
        } catch (IOException e) {
            LOG.debug("{} does not tell its loads", instance.address(), e);
        }
    }

    private <T> T get(String address, Class<T> type) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() != 200 && answer.statusCode() != 503) {
            throw new IOException("it answers " + answer.statusCode() + ": is it a service of Discogsography?");
        }
        if (answer.headers().firstValue("Content-Type").orElse("").startsWith(ProblemJson.TYPE)) {
            throw new IOException("it is starting");
        }
        if (answer.body().length > LARGEST) {
            throw new IOException("its answer is too long: is it a service of Discogsography?");
        }
        try {
            T read = WebJson.read(answer.body(), type);
            if (read != null) {
                return read;
            }
        } catch (JsonMappingException e) {
            LOG.debug("{}: not the expected JSON", address, e);
        }
        // A process that is just ending answers 503 with an empty body, for example.
        throw new IOException("it answers " + answer.statusCode() + " without the expected JSON");
    }

    /** The request's own time-out covers only the head of the answer; a body that never ends would block this thread for good. */
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
        resolving.close();
        synchronized (asked) {
            started = false;
            asked.values().forEach(each -> each.asking.close());
        }
    }
}
