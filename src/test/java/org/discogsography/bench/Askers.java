package org.discogsography.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Clients of discovery, each of which asks one question after the other, over a connection of its own. One that is refused does as it is told,
 * and waits for the seconds of {@code Retry-After}.
 */
final class Askers {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String address;
    private final List<String> paths;

    Askers(String address, List<String> paths) {
        this.address = address;
        this.paths = paths;
    }

    /** Asks one question once; milliseconds, or NaN if there was no answer. */
    double first(int which) throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpResponse<String> answer = ask(HttpClient.newHttpClient(), paths.get(which % paths.size()));
        return isAnswer(answer) ? (System.nanoTime() - began) / 1e6 : Double.NaN;
    }

    /** So many clients ask for so long. */
    Latencies ask(int clients, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return askWhile(clients, () -> System.nanoTime() < end);
    }

    /** So many clients ask while something holds. */
    Latencies askWhile(int clients, BooleanSupplier holds) throws InterruptedException {
        var refused = new AtomicLong();
        var failed = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        long began = System.nanoTime();
        try {
            List<CompletableFuture<List<Long>>> asking = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                var random = new Random(client);
                asking.add(CompletableFuture.supplyAsync(() -> client(random, holds, refused, failed), threads));
            }
            long[] nanos = asking.stream()
                    .flatMap(one -> one.join().stream())
                    .mapToLong(Long::longValue)
                    .toArray();
            return Latencies.of(nanos, refused.get(), failed.get(), (System.nanoTime() - began) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> client(Random random, BooleanSupplier holds, AtomicLong refused, AtomicLong failed) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<Long> nanos = new ArrayList<>();
        try {
            while (holds.getAsBoolean()) {
                long began = System.nanoTime();
                HttpResponse<String> answer = ask(http, paths.get(random.nextInt(paths.size())));
                if (isAnswer(answer)) {
                    nanos.add(System.nanoTime() - began);
                } else if (answer != null && answer.statusCode() == 429) {
                    refused.incrementAndGet();
                    TimeUnit.SECONDS.sleep(
                            answer.headers().firstValueAsLong("Retry-After").orElse(1));
                } else {
                    failed.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return nanos;
    }

    /** An id that no store knows any more is an answer too. */
    private static boolean isAnswer(HttpResponse<String> answer) {
        return answer != null && (answer.statusCode() == 200 || answer.statusCode() == 404);
    }

    /** Null if the connection failed. */
    private HttpResponse<String> ask(HttpClient http, String path) throws InterruptedException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(address + path))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        }
    }
}
