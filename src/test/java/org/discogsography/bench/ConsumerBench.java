package org.discogsography.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.Outgoing;
import org.discogsography.broker.Source;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Program;

/**
 * One consuming service and a full queue: how fast it settles what is there. The messages are published while the
 * service is not running; the clock starts with the first that it settles.
 */
final class ConsumerBench {

    private final String service;
    private final Map<String, String> settings;
    private final ConfirmedPublisher publisher;

    ConsumerBench(String service, Map<String, String> settings, ConfirmedPublisher publisher) {
        this.service = service;
        this.settings = new HashMap<>(settings);
        this.publisher = publisher;
    }

    Rate run(List<Outgoing> messages) throws Exception {
        for (List<Outgoing> window : BenchRecords.batches(messages, 1000)) {
            publisher.publish(window);
        }
        var source = new Source(service, DataType.RELEASES);
        try (var program = Program.start(List.of(service), settings)) {
            LongSupplier settled = () -> program.records().settled(source);
            waitUntil(() -> settled.getAsLong() > 0);
            long first = settled.getAsLong();
            long rest = messages.size() - first;
            return Rate.of(rest, () -> waitUntil(() -> settled.getAsLong() >= messages.size()));
        }
    }

    private static void waitUntil(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
