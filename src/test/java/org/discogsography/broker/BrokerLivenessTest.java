package org.discogsography.broker;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.discogsography.outage.Liveness;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.Test;

/** A RabbitMQ that hangs is told from one that answers, and from one that is gone. */
class BrokerLivenessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_broker_that_hangs_is_silent_until_it_goes_on_and_one_that_is_gone_is_not() {
        Brokers.requireRabbitMq();
        try (var server = RabbitMqServer.start();
                var client = BrokerClient.impatient(server, "classic");
                var ping = new BrokerPing(client.broker());
                var liveness = new Liveness("RabbitMQ", ping).start()) {
            await().atMost(PATIENCE)
                    .until(() -> liveness.status() != null && liveness.status().answers());

            server.pause();
            await().atMost(PATIENCE).until(() -> liveness.silence().compareTo(Duration.ofSeconds(30)) > 0);
            server.unpause();
            await().atMost(PATIENCE).until(() -> liveness.status().answers());
            await().atMost(PATIENCE).until(() -> liveness.silence().compareTo(Duration.ofSeconds(10)) < 0);

            server.kill();
            await().atMost(PATIENCE).until(() -> !liveness.status().answers());
            await().during(Duration.ofSeconds(4))
                    .atMost(PATIENCE)
                    .until(() -> liveness.silence().compareTo(Duration.ofSeconds(4)) < 0);
        }
    }
}
