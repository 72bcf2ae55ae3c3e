package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.discogsography.broker.BrokerClient;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.health.Finding;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.TestServers;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.table.TableFeed;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableSchema;
import org.discogsography.table.TableServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /health} and the log say that the feed of changes stands still, whatever the reason. */
class ChangeFeedTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SIX_MINUTES = Duration.ofMinutes(6);

    private static Postgres postgres;
    private static HikariDataSource pool;
    private static Broker broker;
    private static Connection client;
    private static BrokerConnections connections;

    private final AtomicBoolean storeIsUp = new AtomicBoolean(true);
    private final AtomicBoolean brokerIsUp = new AtomicBoolean(true);
    private final ConfirmedPublisher publisher =
            ConfirmedPublisher.ofFeed(connections, PublishChanges.EXCHANGE, "changes", TIMEOUT);
    private volatile Duration later = Duration.ZERO;
    private final PublishChanges feed =
            new PublishChanges(new TableFeed(pool), publisher, storeIsUp::get, brokerIsUp::get, () -> Instant.now()
                    .plus(later));
    private final ChangeFeedHealth health = new ChangeFeedHealth(feed);
    private final LogLines log = LogLines.of(PublishChanges.class);
    private final LogLines publisherLog = LogLines.of(ConfirmedPublisher.class);

    @BeforeAll
    static void start() throws Exception {
        postgres = TestServers.start().postgres();
        pool = TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        Postgres.DATABASE,
                        Postgres.USERNAME,
                        Postgres.PASSWORD),
                new TablePool.Settings(1, 3, TIMEOUT, TIMEOUT, TIMEOUT));
        new TableSchema(pool).apply();
        broker = Brokers.RABBITMQ.shared();
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        client = factory.newConnection();
        connections = BrokerClient.of(broker, "classic").broker();
    }

    @AfterAll
    static void stop() throws Exception {
        connections.close();
        client.close();
        pool.close();
    }

    @BeforeEach
    void clear() throws Exception {
        postgres.clear();
        withoutExchange();
        publishAll();
    }

    @AfterEach
    void end() throws Exception {
        publisher.close();
        withoutExchange();
        log.close();
        publisherLog.close();
    }

    private static void withoutExchange() throws Exception {
        try (Channel channel = client.createChannel()) {
            channel.exchangeDelete(PublishChanges.EXCHANGE);
        }
    }

    private void publishAll() throws SQLException {
        change("first");
        await().atMost(TIMEOUT).until(() -> {
            feed.publish();
            return feed.waiting() != null && feed.waiting().changes() == 0;
        });
    }

    private static void change(String id) throws SQLException {
        execute("insert into changes (version, type, data_id, change, hash, at) values ('20260801', 'artists', '" + id
                + "', 'added', 'a', now())");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void awaitPublished() {
        await().atMost(TIMEOUT).until(() -> {
            feed.publish();
            return feed.standstill() == null && feed.waiting().changes() == 0;
        });
    }

    @Test
    void a_queue_can_be_bound_before_there_is_a_change_and_gets_the_first_one() throws Exception {
        withoutExchange();
        try (var another = ConfirmedPublisher.ofFeed(connections, PublishChanges.EXCHANGE, "changes", TIMEOUT);
                Channel channel = client.createChannel()) {
            var begun = new PublishChanges(new TableFeed(pool), another, storeIsUp::get, brokerIsUp::get, Instant::now);
            begun.publish();
            assertThat(begun.waiting().changes()).isZero();
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, PublishChanges.EXCHANGE, "artists.*");

            change("1");

            await().atMost(TIMEOUT).until(() -> {
                begun.publish();
                return channel.basicGet(queue, true) != null;
            });
        }
    }

    /** The exchange is there with another type. */
    @Test
    void a_feed_that_RabbitMQ_refuses_is_degraded_after_five_minutes_and_logged_by_the_publisher_alone()
            throws Exception {
        withoutExchange();
        change("1");
        // Its channel is lost: the next one declares the exchange.
        await().atMost(TIMEOUT).until(() -> {
            feed.publish();
            return feed.standstill() != null && feed.standstill().reason().contains("no exchange");
        });
        try (Channel channel = client.createChannel()) {
            channel.exchangeDeclare(PublishChanges.EXCHANGE, "direct", true);
        }
        await().atMost(TIMEOUT).until(() -> {
            feed.publish();
            return feed.standstill() != null && feed.standstill().reason().contains("inequivalent");
        });
        assertThat(health.findings()).as("it may pass").isEmpty();

        later = SIX_MINUTES;
        feed.publish();

        assertThat(health.findings())
                .singleElement()
                .extracting(Finding::reason)
                .asString()
                .startsWith("No change has been published to discogsography-changes since ")
                .contains("inequivalent arg 'type' for exchange 'discogsography-changes'");
        assertThat(health.content()).asString().contains("because=").contains("inequivalent arg 'type'");
        assertThat(publisherLog.lines()).singleElement().asString().contains("cannot be published, retrying");
        assertThat(log.lines()).as("told by the publisher").isEmpty();

        withoutExchange();
        awaitPublished();
        assertThat(health.findings()).isEmpty();
        assertThat(publisherLog.lines()).hasSize(2).last().asString().contains("changes can be published again");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_feed_that_waits_for_an_open_transaction_is_degraded_and_logged_once_after_five_minutes() throws Exception {
        try (var other = postgres.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into artists values ('late', '', '{}', '', now())");
            change("1");
            change("2");
            feed.publish();
            assertThat(feed.waiting().changes()).isEqualTo(2);
            assertThat(health.findings()).as("it may pass").isEmpty();
            assertThat(log.lines()).isEmpty();

            later = SIX_MINUTES;
            feed.publish();
            feed.publish();

            assertThat(health.content()).asString().contains("waiting=2", "waitingSince=2", "standsStillSince=2");
            assertThat(health.findings())
                    .singleElement()
                    .extracting(Finding::reason)
                    .asString()
                    .matches(
                            "No change has been published to discogsography-changes since \\S+, loads go on: a transaction of PostgreSQL"
                                    + " \\(pid \\d+, user postgres\\) has been open since 20\\S+Z, and may still add a change before them");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("no change has been published since \\S+, tried again: a transaction of PostgreSQL .*");
            brokerIsUp.set(false);
            assertThat(health.findings()).as("an outage is reported as such").isEmpty();
            brokerIsUp.set(true);
            storeIsUp.set(false);
            assertThat(health.findings()).as("an outage is reported as such").isEmpty();
            storeIsUp.set(true);
            assertThat(health.findings()).hasSize(1);
            other.rollback();
        }
        awaitPublished();
        assertThat(health.findings()).isEmpty();
        assertThat(log.lines()).hasSize(2).last().isEqualTo("changes are published again");
    }

    @Test
    void a_feed_that_may_not_note_how_far_it_has_got_is_degraded() throws Exception {
        execute("create function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'not allowed' using errcode = '42501'; end $$");
        execute("create trigger refuse before update on change_feed for each row execute function refuse()");
        try {
            change("1");
            await().atMost(TIMEOUT).until(() -> {
                feed.publish();
                return feed.standstill() != null && feed.standstill().reason().contains("not allowed");
            });
            later = SIX_MINUTES;
            feed.publish();
            feed.publish();
            assertThat(health.findings())
                    .singleElement()
                    .extracting(Finding::reason)
                    .asString()
                    .contains("not allowed");
            assertThat(log.lines()).hasSize(1);
        } finally {
            execute("drop function refuse cascade");
        }
        awaitPublished();
        assertThat(log.lines()).hasSize(2).last().isEqualTo("changes are published again");
    }

    @Test
    void a_feed_whose_changes_come_one_after_the_other_never_stands_still() throws Exception {
        for (int i = 0; i < 3; i++) {
            change("more " + i);
            awaitPublished();
            later = later.plus(SIX_MINUTES);
        }
        assertThat(health.findings()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }
}
