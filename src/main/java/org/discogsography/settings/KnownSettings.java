package org.discogsography.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every setting that there is, with what it takes. All are checked at each start, whatever runs: a mistake shows now, not on the
 * day on which another service is started with the same file.
 *
 * <p>The limits are there to find slips, such as milliseconds for seconds; they are far from anything of use. A limit that has
 * another reason has a comment.
 */
public final class KnownSettings {

    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;
    private static final int MILLIS_OF_HOUR = 3_600_000;
    /** AMQP counts the messages of a prefetch with 16 bits. */
    private static final int PREFETCH = 65_535;

    private static final String AMQP_NAME = "[A-Za-z0-9._-]{1,100}";

    private static final Map<String, Rule> RULES = rules();

    private KnownSettings() {}

    /**
     * What each takes, in words, by its name.
     */
    public static Map<String, String> accepted() {
        Map<String, String> accepted = new LinkedHashMap<>();
        RULES.forEach((name, rule) -> accepted.put(name, rule.accepted()));
        return accepted;
    }

    /**
     * Checks each setting for itself, and those that have to fit together.
     *
     * @throws SettingException naming the first that makes no sense, with what would
     */
    public static void check(Settings settings) {
        RULES.forEach((name, rule) -> rule.check(name, settings.text(name)));
        SettingPairs.check(settings);
    }

    /** What a setting takes, in words; null where it is none of ours. */
    public static String accepted(String name) {
        Rule rule = RULES.get(name);
        return rule == null ? null : rule.accepted();
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        places(rules);
        rabbitmq(rules);
        services(rules);
        stores(rules);
        outages(rules);
        http(rules);
        camel(rules);
        return Collections.unmodifiableMap(rules);
    }

    private static void places(Map<String, Rule> rules) {
        rules.put("discogs.root", Rule.folder());
        // Each of the three addresses is read, and refused with a reason, by the package whose server it is of.
        rules.put("amqp.connection", Rule.address("amqp://user:password@host:5672/vhost", text -> !text.isEmpty()));
        rules.put("neo4j.address", Rule.address("bolt://host:7687", text -> !text.isEmpty()));
        rules.put("neo4j.username", Rule.any());
        rules.put("neo4j.password", Rule.secret());
        rules.put(
                "neo4j.database",
                Rule.text("3 to 63 letters, digits, . and -, a letter first", "[A-Za-z][A-Za-z0-9.-]{2,62}"));
        rules.put("postgres.address", Rule.address("host or host:5432", text -> !text.isEmpty()));
        rules.put("postgres.database", Rule.bytes(63));
        rules.put("postgres.username", Rule.bytes(63));
        rules.put("postgres.password", Rule.secret());
    }

    private static void rabbitmq(Map<String, Rule> rules) {
        // Names that begin with amq. are the broker's own.
        var name = Rule.text("1 to 100 letters, digits, . _ and -, not beginning with amq.", "(?!amq\\.)" + AMQP_NAME);
        rules.put("amqp.exchange", name);
        rules.put("amqp.dead-letter-exchange", name);
        rules.put("amqp.queue-prefix", name);
        rules.put("amqp.queue-type", Rule.oneOf("quorum", "classic"));
        rules.put("amqp.heartbeat", Rule.number(1, HOUR));
        rules.put("amqp.timeout", Rule.number(1, HOUR));
        rules.put("amqp.retry-interval", Rule.number(1, HOUR));
        rules.put("amqp.confirm-timeout", Rule.number(1, HOUR));
        rules.put("amqp.dead-letter-timeout", Rule.number(1, HOUR));
    }

    private static void services(Map<String, Rule> rules) {
        rules.put("extractor.batch-size", Rule.number(1, 100_000));
        rules.put("extractor.exit-when-done", Rule.flag());
        rules.put("extractor.state-folder", Rule.folder());
        rules.put("extractor.force", Rule.flag());
        for (String consumer : new String[] {"tableinator", "graphinator"}) {
            rules.put(consumer + ".batch-size", Rule.number(1, PREFETCH));
            rules.put(consumer + ".batch-interval", Rule.number(1, MILLIS_OF_HOUR));
            rules.put(consumer + ".prefetch", Rule.number(1, PREFETCH));
        }
        rules.put("graphinator.reconcile-timeout", Rule.number(1, DAY));
        rules.put("graphinator.settle-interval", Rule.number(1, DAY));
    }

    private static void stores(Map<String, Rule> rules) {
        rules.put("postgres.pool.minimum", Rule.number(0, 1_000));
        // Flyway holds three at once while it makes the tables.
        rules.put("postgres.pool.maximum", Rule.number(3, 1_000));
        // Outside of this, HikariCP checks nothing, and says so in a line of its log only: a connection lives for 1800
        // s.
        rules.put("postgres.pool.check", Rule.number(30, 1_799));
        rules.put("postgres.connect-timeout", Rule.number(1, HOUR));
        rules.put("postgres.answer-timeout", Rule.number(1, HOUR));
        rules.put("neo4j.pool.maximum", Rule.number(1, 1_000));
        rules.put("neo4j.pool.lifetime", Rule.number(1, DAY));
        rules.put("neo4j.pool.acquisition", Rule.number(1, HOUR));
        rules.put("neo4j.pool.check", Rule.number(1, DAY));
        rules.put("neo4j.connect-timeout", Rule.number(1, HOUR));
        rules.put("neo4j.answer-timeout", Rule.number(1, HOUR));
    }

    private static void outages(Map<String, Rule> rules) {
        rules.put("breaker.failures", Rule.number(1, 10_000));
        rules.put("breaker.open-for", Rule.number(1, HOUR));
        rules.put("breaker.silence", Rule.number(1, HOUR));
        rules.put("retry.maximum-redeliveries", Rule.number(0, 1_000));
        rules.put("retry.delay", Rule.number(0, MILLIS_OF_HOUR));
        rules.put("retry.multiplier", Rule.decimal(1, 100));
        rules.put("retry.maximum-delay", Rule.number(1, MILLIS_OF_HOUR));
        rules.put("retry.jitter", Rule.decimal(0, 1));
        rules.put("retry.look-interval", Rule.number(1, HOUR));
    }

    private static void http(Map<String, Rule> rules) {
        rules.put("http.host", Rule.host());
        for (String service : new String[] {"extractor", "graphinator", "tableinator", "dashboard", "discovery"}) {
            rules.put(service + ".port", Rule.number(0, 65_535));
            rules.put(service + ".management-port", Rule.number(0, 65_535));
        }
        rules.put("http.connections", Rule.number(1, 100_000));
        rules.put("http.idle-timeout", Rule.number(1, HOUR));
        rules.put("http.body-limit", Rule.number(1, 100_000_000));
        rules.put("http.allowed-hosts", Rule.hosts());
        rules.put("management.host", Rule.host());
        rules.put("management.username", Rule.secret());
        rules.put("management.password", Rule.token(16));
        rules.put("management.origins", Rule.httpAddresses());
        rules.put("dashboard.services", Rule.httpAddresses());
        rules.put("dashboard.token", Rule.bearerToken(16));
        rules.put("metrics.backlog-interval", Rule.number(1, HOUR));
        rules.put("metrics.stored-interval", Rule.number(1, HOUR));
        rules.put("metrics.stored-timeout", Rule.number(1, DAY));
    }

    private static void camel(Map<String, Rule> rules) {
        rules.put("routes.folder", Rule.folderOrNone());
        rules.put("routes.reload", Rule.flag());
        rules.put("camel.metrics.enabled", Rule.flag());
        rules.put("camel.metrics.route-policy-level", Rule.oneOf("all", "route", "context"));
        rules.put("camel.metrics.enable-message-history", Rule.flag());
        rules.put("camel.metrics.enable-exchange-event-notifier", Rule.flag());
        rules.put("camel.metrics.clear-on-reload", Rule.flag());
        rules.put("camel.main.name", Rule.text("1 to 100 letters, digits, . _ and -", AMQP_NAME));
        rules.put("camel.main.shutdown-timeout", Rule.number(1, HOUR));
        rules.put("camel.main.auto-configuration-log-summary", Rule.flag());
        rules.put("camel.main.startup-summary-level", Rule.oneOf("classic", "default", "brief", "oneline", "off"));
        rules.put("camel.main.jmx-management-statistics-level", Rule.oneOf("Extended", "Default", "RoutesOnly", "Off"));
    }
}
