package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who says that more follows waits with what he has; nobody else does. */
class JoinedWritesTest {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final JoinedWrites writes = new JoinedWrites((FrameHandler) Proxy.newProxyInstance(
            JoinedWritesTest.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (proxy, method, arguments) -> {
                calls.add(method.getName());
                return null;
            }));

    @AfterEach
    void nothingFollows() {
        JoinedWrites.moreFollows(false);
    }

    @Test
    void what_is_followed_by_more_is_sent_with_it() throws Exception {
        JoinedWrites.moreFollows(true);
        writes.writeFrame(null);
        writes.flush();
        writes.writeFrame(null);
        writes.flush();
        JoinedWrites.moreFollows(false);
        writes.writeFrame(null);
        writes.flush();

        assertThat(calls).containsExactly("writeFrame", "writeFrame", "writeFrame", "flush");
    }

    @Test
    void a_heartbeat_is_sent_at_once() throws Exception {
        JoinedWrites.moreFollows(true);
        writes.writeFrame(null);
        writes.flush();
        CompletableFuture.runAsync(() -> {
                    try {
                        writes.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get();

        assertThat(calls).containsExactly("writeFrame", "flush");
    }
}
