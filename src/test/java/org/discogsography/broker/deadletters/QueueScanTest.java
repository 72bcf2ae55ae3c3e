package org.discogsography.broker.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.discogsography.broker.BrokerClient;
import org.discogsography.broker.DedicatedConnection;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Deliveries that are slow to come: the queue is not taken for an empty one. */
@ParameterizedClass
@MethodSource("org.discogsography.servers.Brokers#any")
@Timeout(120)
class QueueScanTest {

    private static final List<String> BODIES =
            IntStream.range(0, 30).mapToObj(Integer::toString).toList();

    @Parameter
    private Brokers brokers;

    private final CountDownLatch delivery = new CountDownLatch(1);
    private final FutureTask<List<String>> scanned = new FutureTask<>(this::scan);
    private final Thread scanning = new Thread(scanned, "scanning");
    private volatile boolean cancelled;
    private BrokerClient client;
    private DedicatedConnection reading;
    private String queue;

    @BeforeEach
    void fill() throws Exception {
        client = BrokerClient.of(brokers.shared(), "quorum");
        reading = new DedicatedConnection(client.broker(), "reading");
        queue = client.topology().deadLetterQueue("graphinator", DataType.RELEASES);
        try (var publisher = client.publisher()) {
            publisher.publish(BODIES.stream()
                    .map(body -> new OutboundMessage("", queue, Map.of(), body.getBytes(UTF_8)))
                    .toList());
        }
        scanning.start();
        await().until(() -> scanned.isDone() || cancelled && scanning.getState() == Thread.State.TIMED_WAITING);
    }

    @AfterEach
    void close() throws Exception {
        delivery.countDown();
        scanning.join();
        reading.close();
        client.close();
    }

    @Test
    void messages_are_read_that_come_only_after_the_consumer_is_cancelled() throws Exception {
        delivery.countDown();

        assertThat(scanned.get()).containsExactlyElementsOf(BODIES);
    }

    @Test
    void that_they_never_come_is_a_failure_and_no_empty_queue() {
        assertThatThrownBy(() -> scanned.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(IOException.class);
    }

    private List<String> scan() throws IOException {
        List<String> bodies = new ArrayList<>();
        try (var scan = new QueueScan(withLateDeliveries(reading.channel()), queue)) {
            for (var window = scan.next(100); !window.isEmpty(); window = scan.next(100)) {
                window.forEach(message -> bodies.add(new String(message.getBody(), UTF_8)));
            }
        }
        return bodies;
    }

    private Channel withLateDeliveries(Channel channel) {
        return proxy(Channel.class, (method, arguments) -> {
            if (method.getName().equals("basicConsume")) {
                arguments[2] = late((Consumer) arguments[2]);
            }
            Object answer = call(channel, method, arguments);
            cancelled |= method.getName().equals("basicCancel");
            return answer;
        });
    }

    /** The client's thread for deliveries stands still with the first one. */
    private Consumer late(Consumer consumer) {
        return proxy(Consumer.class, (method, arguments) -> {
            if (method.getName().equals("handleDelivery")) {
                delivery.await();
            }
            return call(consumer, method, arguments);
        });
    }

    private interface Call {
        Object answer(Method method, Object... arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.answer(method, arguments)));
    }

    private static Object call(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
