package org.discogsography.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.discogsography.discovery.Client;
import org.discogsography.discovery.Described;

/** Clients that ask discovery a mix of questions, again and again. What no client may ever get is kept. Thread-safe. */
final class AskingClients implements AutoCloseable {

    private static final int CLIENTS = 2;
    private static final long PAUSE_MILLIS = 100;

    private final Client client;
    private final Map<String, String> questions;
    private final Duration longest;
    private final Stalls stalls = new Stalls();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> asking;
    private final Map<String, String> last = new ConcurrentHashMap<>(); // what came last, by operation
    private final Map<String, Long> came = new ConcurrentHashMap<>(); // how often it came
    private volatile boolean isOver;

    /**
     * They ask at once.
     *
     * @param address of discovery
     * @param questions paths by their operations
     * @param longest time that an answer may take, besides the time in which this JVM stands still
     */
    AskingClients(String address, Map<String, String> questions, Duration longest) {
        this.client = new Client(address);
        this.questions = new LinkedHashMap<>(questions);
        this.longest = longest;
        this.asking = IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(one -> threads.submit(this::ask))
                .toList();
    }

    private Void ask() throws Exception {
        while (!isOver) {
            for (var question : questions.entrySet()) {
                long began = System.nanoTime();
                Client.Answer answer = client.get(question.getValue());
                long ended = System.nanoTime();
                Duration lost = stalls.between(began, ended);
                note(question.getKey(), answer, Duration.ofNanos(ended - began).minus(lost));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        return null;
    }

    private void note(String operation, Client.Answer answer, Duration took) throws Exception {
        String outcome = outcome(answer);
        boolean isFirst = came.merge(operation + " " + outcome, 1L, Long::sum) == 1;
        if (isFirst) {
            Described.check(operation, answer);
        }
        if (took.compareTo(longest) > 0) {
            throw new AssertionError(operation + " took " + took + " besides stalls, then " + outcome);
        }
        last.put(operation, outcome);
    }

    /** The status, and the stores that are missing in the answer; fails if it is none that an outage may bring. */
    private static String outcome(Client.Answer answer) {
        Optional<String> outcome =
                switch (answer.status()) {
                    case 200 -> Optional.of("200" + missing(answer));
                    case 503 -> answer.header("Retry-After").map(seconds -> "503");
                    case 504 -> Optional.of("504");
                    default -> Optional.empty();
                };
        return outcome.orElseThrow(() -> new AssertionError(answer.response() + ": " + answer.body()));
    }

    private static String missing(Client.Answer answer) {
        List<String> stores = new ArrayList<>();
        answer.json().path("missing").forEach(store -> stores.add(store.asText()));
        return stores.isEmpty() ? "" : " without " + String.join(", ", stores);
    }

    /** What came last, by operation: {@code 200}, {@code 200 without neo4j}, {@code 503} or {@code 504}. */
    Map<String, String> last() {
        return Map.copyOf(last);
    }

    /** Ends them; fails if one of them got what no client may get. Returns how often what came. */
    Map<String, Long> end() throws Exception {
        isOver = true;
        for (Future<?> one : asking) {
            one.get(2, TimeUnit.MINUTES);
        }
        return Map.copyOf(came);
    }

    /** Fails if one of them has ended: it got what no client may get. */
    void assertAsking() throws Exception {
        for (Future<?> one : asking) {
            if (one.isDone()) {
                one.get();
            }
        }
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
        stalls.close();
    }
}
