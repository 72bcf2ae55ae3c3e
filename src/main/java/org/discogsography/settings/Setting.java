package org.discogsography.settings;

import static org.discogsography.settings.Rule.decimal;
import static org.discogsography.settings.Rule.flag;
import static org.discogsography.settings.Rule.milliseconds;
import static org.discogsography.settings.Rule.number;
import static org.discogsography.settings.Rule.oneOf;
import static org.discogsography.settings.Rule.seconds;
import static org.discogsography.settings.TextRule.address;
import static org.discogsography.settings.TextRule.anyText;
import static org.discogsography.settings.TextRule.bearerToken;
import static org.discogsography.settings.TextRule.bytes;
import static org.discogsography.settings.TextRule.downloadAddress;
import static org.discogsography.settings.TextRule.fileOrNone;
import static org.discogsography.settings.TextRule.folder;
import static org.discogsography.settings.TextRule.folderOrNone;
import static org.discogsography.settings.TextRule.host;
import static org.discogsography.settings.TextRule.hosts;
import static org.discogsography.settings.TextRule.origins;
import static org.discogsography.settings.TextRule.password;
import static org.discogsography.settings.TextRule.serviceAddresses;
import static org.discogsography.settings.TextRule.text;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every setting: its property, what it takes, and what it is. The defaults are in {@code application.properties}, whose comments,
 * like the tables of {@code docs/configuration.md}, are made from here by a test ({@code ConfigurationFilesTest}).
 *
 * <p>The limits find slips, such as milliseconds for seconds, and are far from any useful value. A limit with another reason has a
 * comment.
 */
public enum Setting {
    DISCOGS_ROOT("discogs.root", folder(), "Folder with the dump files. The extractor takes the newest dump in it."),
    DISCOGS_URL(
            "discogs.url",
            downloadAddress(),
            "Where the dumps are downloaded from. `http://` is only for this machine (127.0.0.1, localhost)."),
    DISCOGS_REQUEST_INTERVAL(
            "discogs.request-interval",
            milliseconds(0, Limit.MILLIS_OF_HOUR),
            "Shortest time between two requests to that host. More than about 15 in 6 minutes, and it answers none for an hour."),
    DISCOGS_TIMEOUT(
            "discogs.timeout",
            seconds(1, Limit.HOUR),
            "Time-out for connecting to that host, and for each further byte of an answer."),
    // The package of each server parses its address.
    AMQP_CONNECTION(
            "amqp.connection",
            address("amqp://user:password@host:5672/vhost"),
            Secret.YES,
            "Address of RabbitMQ, with user name and password. An empty path is the vhost `/`, and so is `%2F`. `amqps://` for TLS. "
                    + "The nodes of a cluster are separated by commas, `amqp://user:password@a:5672,b:5672/vhost`, and tried in turn."),
    AMQP_TLS_CA(
            "amqp.tls-ca",
            fileOrNone(),
            "PEM file with the authorities that have signed RabbitMQ's certificate. Empty: those that Java trusts."),
    AMQP_TLS_CERTIFICATE(
            "amqp.tls-certificate",
            fileOrNone(),
            "PEM file with the certificate that the program shows to RabbitMQ. Empty: none."),
    AMQP_TLS_KEY(
            "amqp.tls-key", fileOrNone(), "PEM file (PKCS #8, without a password) with the key of that certificate."),
    NEO4J_ADDRESS(
            "neo4j.address",
            address("bolt://host:7687"),
            "Address of Neo4j: `bolt://` or `neo4j://`, with `+s` or `+ssc` for TLS, without user name and password. "
                    + "`neo4j://` finds the members of a cluster by itself."),
    NEO4J_TLS_CA(
            "neo4j.tls-ca",
            fileOrNone(),
            "PEM file with the authorities that have signed Neo4j's certificate, for `neo4j+s://` and `bolt+s://`. "
                    + "Empty: those that Java trusts."),
    NEO4J_USERNAME("neo4j.username", anyText(), Secret.YES, "User name. Empty for a server without authentication."),
    NEO4J_PASSWORD("neo4j.password", anyText(), Secret.YES, "Password. With one, `neo4j.username` must be set too."),
    NEO4J_DATABASE(
            "neo4j.database",
            text("3 to 63 letters, digits, . and -, a letter first", "[A-Za-z][A-Za-z0-9.-]{2,62}"),
            "Database of that server."),
    POSTGRES_ADDRESS(
            "postgres.address",
            address("host or host:5432, or several with commas between"),
            "Address of PostgreSQL. Without a port it is 5432; an IPv6 address stands in brackets. A primary and its replicas are "
                    + "separated by commas, `a:5432,b:5432`, and tried in turn for the one that accepts writes."),
    POSTGRES_TLS(
            "postgres.tls",
            oneOf("disable", "prefer", "verify-full"),
            "Whether connections use TLS. `prefer`: if the server has it, without checking who it is. `verify-full`: always, "
                    + "and its certificate must be for its name, and signed by an authority that is trusted."),
    POSTGRES_TLS_CA(
            "postgres.tls-ca",
            fileOrNone(),
            "PEM file with the authorities that have signed PostgreSQL's certificate, for `verify-full`. Empty: those that "
                    + "Java trusts."),
    // PostgreSQL's limit for a name.
    POSTGRES_DATABASE(
            "postgres.database", bytes(63), "Database of that server. It must exist; the program creates the tables."),
    POSTGRES_USERNAME("postgres.username", bytes(63), Secret.YES, "User name."),
    POSTGRES_PASSWORD("postgres.password", anyText(), Secret.YES, "Password."),

    AMQP_EXCHANGE(
            "amqp.exchange", Names.amqp(), "Topic exchange to which records are published. The program declares it."),
    AMQP_DEAD_LETTER_EXCHANGE(
            "amqp.dead-letter-exchange",
            Names.amqp(),
            "Exchange of the dead letters. It must differ from `amqp.exchange`."),
    AMQP_QUEUE_PREFIX(
            "amqp.queue-prefix", Names.amqp(), "Beginning of the queues' names: `<prefix>graphinator-artists`."),
    AMQP_QUEUE_TYPE(
            "amqp.queue-type",
            oneOf("quorum", "classic"),
            "Type of the queues that the program declares. A queue that exists must have this type."),
    AMQP_HEARTBEAT(
            "amqp.heartbeat",
            seconds(1, Limit.HOUR),
            "Interval of heartbeats. A broker that is silent for twice as long counts as dead. With RabbitMQ's default "
                    + "of 60, or the 600 of other systems, a consumer would wait for minutes for a broker that has vanished."),
    AMQP_TIMEOUT("amqp.timeout", seconds(1, Limit.HOUR), "Time-out for connecting, and for each answer of the broker."),
    AMQP_RETRY_INTERVAL(
            "amqp.retry-interval",
            seconds(1, Limit.HOUR),
            "Interval at which a consumer checks its channel, and tries to reconnect while the broker is unavailable."),
    AMQP_CONFIRM_TIMEOUT(
            "amqp.confirm-timeout",
            seconds(1, Limit.HOUR),
            "Time-out for the broker's confirms of a window of messages."),
    AMQP_DEAD_LETTER_TIMEOUT(
            "amqp.dead-letter-timeout",
            seconds(1, Limit.HOUR),
            "Time that a batch waits for the broker to confirm its dead letters. After that, their messages stay "
                    + "unacknowledged, and they are tried again until they are confirmed; the rest of the batch is acknowledged."),

    EXTRACTOR_BATCH_SIZE(
            "extractor.batch-size",
            number(1, 100_000),
            "Number of messages published before waiting for the broker's confirms."),
    EXTRACTOR_BATCH_BYTES("extractor.batch-bytes", number(1, Limit.BYTES), Names.BATCH_BYTES),
    EXTRACTOR_BACKLOG_LIMIT(
            "extractor.backlog-limit",
            number(1, Integer.MAX_VALUE),
            "Messages in the longest queue, past which the extractor waits. It goes on when the queue is at 80 % of that."),
    EXTRACTOR_BACKLOG_LIMIT_OUTAGE(
            "extractor.backlog-limit-outage",
            number(1, Integer.MAX_VALUE),
            "The same for a queue that nobody consumes, because its store is down: otherwise the other store would starve."),
    EXTRACTOR_EXIT_WHEN_DONE(
            "extractor.exit-when-done",
            flag(),
            "Whether the program exits after publishing the dump: with 0 if all of it was published, else with 1."),
    EXTRACTOR_STATE_FOLDER(
            "extractor.state-folder",
            folder(),
            "Folder for the extractor's progress: how much of a dump the broker has confirmed. The next start "
                    + "continues from there."),
    EXTRACTOR_TYPES(
            "extractor.types",
            text(
                    "some of artists, labels, masters, releases, with commas between, or empty",
                    "|(artists|labels|masters|releases)(\\s*,\\s*(artists|labels|masters|releases))*"),
            "The types to publish. Empty for all; then a version that lacks a file is skipped."),
    EXTRACTOR_VERSION(
            "extractor.version",
            text("a version such as 20260801, or empty", "([0-9]{8})?"),
            "The version to publish. Empty for the newest whole one. One that is older than what has been published is "
                    + "refused."),
    EXTRACTOR_REJECTED_LIMIT(
            "extractor.rejected-limit",
            number(0, 1_000_000),
            "How many records of one file may be rejected because they are not well-formed or have no id. One more, and "
                    + "the file has failed. The bytes of each are in the folder `rejected` in `extractor.state-folder`."),
    EXTRACTOR_FORCE(
            "extractor.force",
            flag(),
            "Whether to publish the dump from the beginning, whatever was published before."),
    EXTRACTOR_DOWNLOAD(
            "extractor.download",
            oneOf("never", "once", "always"),
            "Whether the extractor downloads the newest dump into `discogs.root`: `never`; `once`, after it has started; or `always`, "
                    + "which looks again at every `extractor.check-interval`. A dump has about 12 GB."),
    EXTRACTOR_CHECK_INTERVAL(
            "extractor.check-interval",
            seconds(1, Limit.MONTH),
            "Interval of looks for a new dump: at Discogs, if `extractor.download` says so, and in `discogs.root`."),
    EXTRACTOR_SETTLE_TIME(
            "extractor.settle-time",
            seconds(0, Limit.HOUR),
            "Time for which the files of a dump must not have changed before they are read: somebody may still be copying them."),
    EXTRACTOR_KEEP_DUMPS(
            "extractor.keep-dumps",
            number(1, 1_000),
            "How many of the downloaded dumps are kept. Older ones are deleted after a newer one has been published and its messages "
                    + "have been taken from the queues; files that somebody else has put there never are."),

    TABLEINATOR_BATCH_SIZE(
            "tableinator.batch-size",
            number(1, Limit.PREFETCH),
            "Records in one statement. Not more than `tableinator.prefetch`."),
    TABLEINATOR_BATCH_BYTES(
            "tableinator.batch-bytes",
            number(1, Limit.BYTES),
            Names.BATCH_BYTES + " Not more than `tableinator.prefetch-bytes`."),
    TABLEINATOR_BATCH_INTERVAL(
            "tableinator.batch-interval", milliseconds(1, Limit.MILLIS_OF_HOUR), Names.BATCH_INTERVAL),
    TABLEINATOR_PREFETCH(
            "tableinator.prefetch",
            number(1, Limit.PREFETCH),
            "Maximum number of messages of one queue in memory. Three batches: one being written, one waiting, one "
                    + "being received."),
    TABLEINATOR_PREFETCH_BYTES("tableinator.prefetch-bytes", number(1, Limit.BYTES), Names.PREFETCH_BYTES),
    TABLEINATOR_CHANGE_FEED(
            "tableinator.change-feed",
            flag(),
            "Whether the changes in PostgreSQL are also published, to the exchange `discogsography-changes`."),
    POSTGRES_POOL_MINIMUM(
            "postgres.pool.minimum",
            number(0, 1_000),
            "Minimum number of connections. Not more than `postgres.pool.maximum`."),
    // Flyway uses three at once while it makes the tables, and would wait for the third forever.
    POSTGRES_POOL_MAXIMUM(
            "postgres.pool.maximum",
            number(3, 1_000),
            "Maximum number of connections. Creating the tables takes three."),
    // Outside these limits HikariCP checks nothing, and only logs that: a connection lives for 1800 s.
    POSTGRES_POOL_CHECK("postgres.pool.check", seconds(30, 1_799), "Interval of checks of an idle connection."),
    POSTGRES_CONNECT_TIMEOUT(
            "postgres.connect-timeout",
            seconds(1, Limit.HOUR),
            "Time-out for connecting, and for getting a free connection."),
    POSTGRES_ANSWER_TIMEOUT(
            "postgres.answer-timeout",
            seconds(1, Limit.HOUR),
            "Maximum silence during a statement, after which the server counts as hung."),

    GRAPHINATOR_BATCH_SIZE(
            "graphinator.batch-size",
            number(1, Limit.PREFETCH),
            "Records in one statement. Not more than `graphinator.prefetch`."),
    GRAPHINATOR_BATCH_BYTES(
            "graphinator.batch-bytes",
            number(1, Limit.BYTES),
            Names.BATCH_BYTES + " Not more than `graphinator.prefetch-bytes`."),
    GRAPHINATOR_BATCH_INTERVAL(
            "graphinator.batch-interval", milliseconds(1, Limit.MILLIS_OF_HOUR), Names.BATCH_INTERVAL),
    GRAPHINATOR_PREFETCH(
            "graphinator.prefetch", number(1, Limit.PREFETCH), "Maximum number of messages of one queue in memory."),
    GRAPHINATOR_PREFETCH_BYTES("graphinator.prefetch-bytes", number(1, Limit.BYTES), Names.PREFETCH_BYTES),
    GRAPHINATOR_RECONCILE_TIMEOUT(
            "graphinator.reconcile-timeout",
            seconds(1, Limit.DAY),
            "Time-out for finding another record that supports a `PART_OF` edge."),
    GRAPHINATOR_SETTLE_INTERVAL(
            "graphinator.settle-interval",
            seconds(1, Limit.DAY),
            "Interval of checks for `PART_OF` edges that have lost the record that they rest on."),
    GRAPHINATOR_COMPARE_TIMEOUT(
            "graphinator.compare-timeout",
            seconds(1, Limit.DAY),
            "Time-out for counting the records of a load in the graph."),
    NEO4J_POOL_MAXIMUM("neo4j.pool.maximum", number(1, 1_000), "Maximum number of connections."),
    NEO4J_POOL_LIFETIME("neo4j.pool.lifetime", seconds(1, Limit.DAY), "Lifetime of a connection."),
    NEO4J_POOL_ACQUISITION("neo4j.pool.acquisition", seconds(1, Limit.HOUR), "Maximum wait for a free connection."),
    NEO4J_POOL_CHECK(
            "neo4j.pool.check",
            seconds(1, Limit.DAY),
            "Idle time after which a connection is tested before it is used."),
    NEO4J_CONNECT_TIMEOUT("neo4j.connect-timeout", seconds(1, Limit.HOUR), "Time-out for connecting."),
    NEO4J_ANSWER_TIMEOUT("neo4j.answer-timeout", seconds(1, Limit.HOUR), "Time-out for a statement."),

    EXPORTER_STATE_FOLDER(
            "exporter.state-folder",
            folder(),
            "Folder for what the exporter knows of your store: hash and version of each record. For one exporter at a time. Delete it "
                    + "together with the store's contents."),
    EXPORTER_BATCH_SIZE(
            "exporter.batch-size",
            number(1, Limit.PREFETCH),
            "Records in one call of your route. Not more than `exporter.prefetch`."),
    EXPORTER_BATCH_BYTES(
            "exporter.batch-bytes",
            number(1, Limit.BYTES),
            Names.BATCH_BYTES + " Not more than `exporter.prefetch-bytes`."),
    EXPORTER_BATCH_INTERVAL(
            "exporter.batch-interval",
            milliseconds(1, Limit.MILLIS_OF_HOUR),
            "Time after which a batch is written even if it is not full."),
    EXPORTER_PREFETCH(
            "exporter.prefetch", number(1, Limit.PREFETCH), "Maximum number of messages of one queue in memory."),
    EXPORTER_PREFETCH_BYTES("exporter.prefetch-bytes", number(1, Limit.BYTES), Names.PREFETCH_BYTES),

    BREAKER_FAILURES(
            "breaker.failures", number(1, 10_000), "Consecutive failures that open a server's circuit breaker."),
    BREAKER_OPEN_FOR(
            "breaker.open-for",
            seconds(1, Limit.HOUR),
            "Time until an open breaker becomes half-open and allows one trial."),
    BREAKER_SILENCE(
            "breaker.silence",
            seconds(1, Limit.HOUR),
            "Time without an answer or a refusal after which a server counts as hung: the next failure opens its "
                    + "breaker."),
    RETRY_MAXIMUM_REDELIVERIES(
            "retry.maximum-redeliveries",
            number(0, 1_000),
            "Further attempts after the first, before a failed batch goes back to its queue."),
    RETRY_DELAY(
            "retry.delay",
            milliseconds(0, Limit.MILLIS_OF_HOUR),
            "Wait before the second attempt. Not more than `retry.maximum-delay`."),
    RETRY_MULTIPLIER("retry.multiplier", decimal(1, 100), "Factor for each further wait."),
    RETRY_MAXIMUM_DELAY("retry.maximum-delay", milliseconds(1, Limit.MILLIS_OF_HOUR), "Longest wait."),
    RETRY_JITTER("retry.jitter", decimal(0, 1), "Share of a wait by which it is longer or shorter at random."),
    RETRY_LOOK_INTERVAL(
            "retry.look-interval",
            seconds(1, Limit.HOUR),
            "Interval of attempts to reach a server that was unavailable when the program started."),
    HEALTH_STANDSTILL(
            "health.standstill",
            seconds(1, Limit.DAY),
            "Time without progress, although there is work and the servers are up, after which `/health` is unhealthy."),

    HTTP_HOST(
            "http.host",
            host(),
            "Address on which `/health`, `/metrics` and the dashboard listen. `0.0.0.0`: all addresses of this "
                    + "machine, as a container needs."),
    EXTRACTOR_PORT("extractor.port", number(0, Port.MOST), Names.PORT),
    GRAPHINATOR_PORT("graphinator.port", number(0, Port.MOST), Names.PORT),
    TABLEINATOR_PORT("tableinator.port", number(0, Port.MOST), Names.PORT),
    DASHBOARD_PORT(
            "dashboard.port",
            number(0, Port.MOST),
            "Port of the dashboard, and of several services in one process. 0: any free port; the log names it."),
    DISCOVERY_PORT("discovery.port", number(0, Port.MOST), Names.PORT),
    EXPORTER_PORT("exporter.port", number(0, Port.MOST), Names.PORT),
    HTTP_CONNECTIONS(
            "http.connections",
            number(1, 100_000),
            "Maximum number of connections. Past it, new ones are closed at once."),
    HTTP_IDLE_TIMEOUT("http.idle-timeout", seconds(1, Limit.HOUR), "Time-out for a silent connection."),
    HTTP_BODY_LIMIT("http.body-limit", number(1, 100_000_000), "Maximum size of a request's body in bytes."),
    HTTP_ALLOWED_HOSTS(
            "http.allowed-hosts",
            hosts(),
            "Accepted host names, separated by commas, in addition to `localhost`, IP addresses and names without a "
                    + "dot. Any other name is refused, because another site's name may have been pointed at this machine (DNS "
                    + "rebinding)."),

    MANAGEMENT_HOST(
            "management.host",
            host(),
            "Address of Camel's health checks (`/observe/health`) and of Jolokia (`/observe/jolokia`), to which Hawtio "
                    + "connects. An address that other machines can reach requires a login."),
    EXTRACTOR_MANAGEMENT_PORT("extractor.management-port", number(0, Port.MOST), Names.MANAGEMENT_PORT),
    GRAPHINATOR_MANAGEMENT_PORT("graphinator.management-port", number(0, Port.MOST), Names.MANAGEMENT_PORT),
    TABLEINATOR_MANAGEMENT_PORT("tableinator.management-port", number(0, Port.MOST), Names.MANAGEMENT_PORT),
    DASHBOARD_MANAGEMENT_PORT(
            "dashboard.management-port",
            number(0, Port.MOST),
            "Management port of the dashboard, and of several services in one process. 0: any free port; the log names "
                    + "it."),
    DISCOVERY_MANAGEMENT_PORT("discovery.management-port", number(0, Port.MOST), Names.MANAGEMENT_PORT),
    EXPORTER_MANAGEMENT_PORT("exporter.management-port", number(0, Port.MOST), Names.MANAGEMENT_PORT),
    MANAGEMENT_USERNAME(
            "management.username", anyText(), Secret.YES, "User name for Jolokia. Empty, like the password: no login."),
    MANAGEMENT_PASSWORD(
            "management.password", password(16), Secret.YES, "Password for Jolokia, of at least 16 characters."),
    MANAGEMENT_ORIGINS(
            "management.origins",
            origins(),
            "Origins whose pages may use Jolokia: the addresses of Hawtio in a browser, separated by commas."),

    DASHBOARD_SERVICES(
            "dashboard.services",
            serviceAddresses(),
            "Addresses of the services to show, separated by commas. Services in the dashboard's own process need not "
                    + "be listed."),
    DASHBOARD_TOKEN(
            "dashboard.token",
            bearerToken(16),
            Secret.YES,
            "Token that the dashboard asks for before it replays dead letters, of at least 16 characters. Empty: it is "
                    + "read-only."),

    DISCOVERY_QUESTIONS(
            "discovery.questions",
            number(1, 1_000),
            "How many questions are answered at once, over as many connections to each store. Many who ask the same count once. Half "
                    + "of them, at most, may be lists that are written as a whole."),
    DISCOVERY_WAIT(
            "discovery.wait",
            milliseconds(0, Limit.MILLIS_OF_HOUR),
            "How long a further question waits for its turn, before it is refused (429). If the same question is being answered, and there "
                    + "is room, it is asked a second time then."),
    DISCOVERY_STATEMENT_TIMEOUT(
            "discovery.statement-timeout",
            milliseconds(10, Limit.MILLIS_OF_HOUR / 2),
            "Time after which a store ends a statement of a question (504)."),
    DISCOVERY_BUDGET(
            "discovery.budget",
            seconds(1, Limit.HOUR),
            "The longest time that a question takes, whatever hangs (504). At least twice `discovery.statement-timeout`."),
    DISCOVERY_LOAD_SHARE(
            "discovery.load-share",
            number(0, 95),
            "How much of the machine a load keeps while questions are asked, in percent. Questions get the rest of the time of the processors "
                    + "that discovery sees, and wait for it. 0: a load has no precedence."),
    DISCOVERY_MCP(
            "discovery.mcp",
            flag(),
            "Whether assistants may ask the same questions, as tools of an MCP server at `/mcp`."),

    METRICS_BACKLOG_INTERVAL(
            "metrics.backlog-interval",
            seconds(1, Limit.HOUR),
            "Interval at which the number of messages in the queues is read."),
    METRICS_STORED_INTERVAL(
            "metrics.stored-interval",
            seconds(1, Limit.HOUR),
            "Interval of counts of the records in the stores; longer where counting takes over 2 % of the time."),
    METRICS_STORED_TIMEOUT("metrics.stored-timeout", seconds(1, Limit.DAY), "Time-out for counting the graph."),
    CAMEL_METRICS_ENABLED(
            "camel.metrics.enabled",
            flag(),
            "Whether Camel measures its routes. That takes about 1.3 microseconds for every message (`mvn -Pbench "
                    + "-Dbench=metrics`). Totals, steps and exchange events, below, would take as much again each."),
    CAMEL_METRICS_ROUTE_POLICY_LEVEL(
            "camel.metrics.route-policy-level",
            oneOf("all", "route", "context"),
            "What Camel measures: each route, all of them together (`context`), or both (`all`)."),
    CAMEL_METRICS_ENABLE_MESSAGE_HISTORY(
            "camel.metrics.enable-message-history", flag(), "Whether Camel measures each step as well."),
    CAMEL_METRICS_ENABLE_EXCHANGE_EVENT_NOTIFIER(
            "camel.metrics.enable-exchange-event-notifier",
            flag(),
            "Whether Camel measures what happens to each exchange."),
    CAMEL_METRICS_CLEAR_ON_RELOAD(
            "camel.metrics.clear-on-reload",
            flag(),
            "Whether a reload clears Camel's metrics. Those of a removed route are removed with it anyway; clearing "
                    + "would remove those of the new route too."),

    ROUTES_FOLDER(
            "routes.folder",
            folderOrNone(),
            "Folder with route files, as created by the command `routes`. Empty: the files in the jar."),
    ROUTES_RELOAD("routes.reload", flag(), "Whether edits of files in that folder are applied while the program runs."),

    CAMEL_MAIN_NAME(
            "camel.main.name",
            text("1 to 100 letters, digits, . _ and -", Names.FORM),
            "Name of the Camel context in JMX, in Hawtio and in metrics."),
    CAMEL_MAIN_SHUTDOWN_TIMEOUT(
            "camel.main.shutdown-timeout",
            seconds(1, Limit.HOUR),
            "Time-out for messages in flight when the program ends; it exits a few seconds later."),
    CAMEL_MAIN_AUTO_CONFIGURATION_LOG_SUMMARY(
            "camel.main.auto-configuration-log-summary", flag(), "Whether the start logs the `camel.*` properties."),
    CAMEL_MAIN_STARTUP_SUMMARY_LEVEL(
            "camel.main.startup-summary-level",
            oneOf("classic", "default", "brief", "oneline", "off"),
            "How much the start logs of Camel's routes."),
    CAMEL_MAIN_JMX_MANAGEMENT_STATISTICS_LEVEL(
            "camel.main.jmx-management-statistics-level",
            oneOf("Extended", "Default", "RoutesOnly", "Off"),
            "Statistics in JMX. `RoutesOnly`: for each route. `Default`: for each step too, which takes time for every message.");

    private static final Map<String, Setting> BY_PROPERTY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Setting::property, Function.identity()));

    private final String property;

    @SuppressWarnings("ImmutableEnumChecker") // Every rule is a record of immutable values and a regular expression.
    private final Rule rule;

    private final Secret secret;
    private final String description;

    Setting(String property, Rule rule, String description) {
        this(property, rule, Secret.NO, description);
    }

    Setting(String property, Rule rule, Secret secret, String description) {
        this.property = property;
        this.rule = rule;
        this.secret = secret;
        this.description = description;
    }

    /** The setting of this property, if there is one. */
    public static Optional<Setting> named(String property) {
        return Optional.ofNullable(BY_PROPERTY.get(property));
    }

    /** A service's setting by the end of its name: {@code port}, {@code management-port}. */
    public static Setting of(String service, String name) {
        return named(service + "." + name).orElseThrow();
    }

    public String property() {
        return property;
    }

    /** The environment variable that sets it. */
    public String variable() {
        return name();
    }

    public Rule rule() {
        return rule;
    }

    /** Whether it also comes from a file, never shows, and is refused with {@code -D}. */
    public boolean isSecret() {
        return secret == Secret.YES;
    }

    /** What it is, in a few sentences with Markdown's code marks; the unit is the rule's. */
    public String description() {
        return description;
    }

    /** @throws SettingException if the setting does not take this value */
    void check(String value) {
        if (!rule.takes(value)) {
            boolean shown = rule.isShown() && !isSecret();
            throw new SettingException(
                    property + " must be " + rule.accepted() + (shown ? ", it is '" + shortened(value) + "'" : ""));
        }
    }

    private static String shortened(String value) {
        String line = value.lines().collect(Collectors.joining(" "));
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }

    /** The property. */
    @Override
    public String toString() {
        return property;
    }

    private enum Secret {
        YES,
        NO
    }

    private static final class Limit {

        static final int HOUR = 3_600;
        static final int DAY = 86_400;
        static final int MONTH = 2_678_400;
        static final int MILLIS_OF_HOUR = 3_600_000;
        /** AMQP counts the messages of a prefetch with 16 bits. */
        static final int PREFETCH = 65_535;

        static final int BYTES = 1_000_000_000;
    }

    private static final class Names {

        static final String PORT = "Port of this service if it runs alone. 0: any free port; the log names it.";
        static final String BATCH_BYTES =
                "Bytes of the messages of a batch, past which it is complete even if it is not full. It bounds the memory if records are "
                        + "large.";
        static final String BATCH_INTERVAL =
                "Time after which a batch is written even if it is not full. While another one of its queue is being written, it goes on "
                        + "filling up.";
        static final String PREFETCH_BYTES =
                "Maximum bytes of the messages of one queue in memory. RabbitMQ counts messages only: if they are larger, the "
                        + "consumer begins again with a smaller prefetch.";
        static final String MANAGEMENT_PORT =
                "Management port of this service if it runs alone. 0: any free port; the log names it.";
        static final String FORM = "[A-Za-z0-9._-]{1,100}";

        /** The broker keeps names that begin with amq. for itself. */
        static Rule amqp() {
            return text("1 to 100 letters, digits, . _ and -, not beginning with amq.", "(?!amq\\.)" + FORM);
        }
    }
}
