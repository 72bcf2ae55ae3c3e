package org.discogsography.discovery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.Registry;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.mcp.McpEndpoint;
import org.discogsography.graph.CypherComponent;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphPing;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.outage.Breakers;
import org.discogsography.outage.Probe;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.table.TablePing;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableServer;
import org.discogsography.table.TableSqlComponent;
import org.discogsography.timeline.Timeline;
import org.discogsography.web.WebConfiguration;
import org.discogsography.web.WebPages;
import org.discogsography.web.WebServer;
import org.neo4j.driver.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the beans that the routes of the questions refer to. They have connections and circuit breakers of their own: no question takes one
 * from those who store records, and no failed question pauses them.
 */
public final class DiscoveryConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryConfiguration.class);
    private static final String SERVICE = "discovery";
    private static final String EXPLORER = "explore.html";
    private static final String YAML = "application/yaml";
    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration HUNG = Duration.ofSeconds(2);

    @Override
    public void configure(CamelContext context) throws Exception {
        var settings = new Settings(context);
        Registry registry = context.getRegistry();
        var contract = Contract.read();
        List<StoreLiveness> stores = new ArrayList<>();
        stores.add(neo4j(context, settings));
        stores.add(postgresql(context, settings));
        int loadShare = settings.number(Setting.DISCOVERY_LOAD_SHARE);
        var pace = Pace.beside(loadShare);
        registry.bind(SERVICE + "-pace", pace);
        if (loadShare > 0) {
            watchLoads(registry, pace);
        }
        var gate = new Gate(
                contract,
                operation -> context.hasEndpoint("direct:" + operation) != null,
                settings.number(Setting.DISCOVERY_QUESTIONS),
                settings.duration(Setting.DISCOVERY_WAIT),
                settings.duration(Setting.DISCOVERY_BUDGET),
                pace);
        var rights = new ReadRights();
        registry.bind(SERVICE, new DiscoveryApi(contract, gate, rights, context.createProducerTemplate()));
        registry.bind(SERVICE + "-record", new RecordAnswer());
        registry.bind(SERVICE + "-loads", new LoadsAnswer());
        registry.bind(SERVICE + "-statistics", new StatisticsAnswer());
        registry.bind(SERVICE + "-genres", new GenresAnswer());
        registry.bind(SERVICE + "-entries", new FoundEntries());
        registry.bind(SERVICE + "-stub-names", new StubNames());
        registry.bind(SERVICE + "-known", new KnownEntities());
        bindGraphQuestions(registry, settings.duration(Setting.DISCOVERY_STATEMENT_TIMEOUT));
        registry.bind(SERVICE + "-health", new DiscoveryHealth(stores, rights, gate));
        var server = registry.findSingleByType(WebServer.class);
        // After the routes of the dashboard, and before that of the questions, which is a prefix.
        server.headAsGet(Contract.BASE + "*", Integer.MAX_VALUE - 2);
        server.router().route(Contract.BASE + "*").order(Integer.MAX_VALUE - 1).handler(gate);
        server.reading("/docs*").handler(new DocsPage());
        var pages = WebPages.of(context);
        pages.serve("/explore", EXPLORER);
        if (!registry.findSingleByType(RunningServices.class).names().contains("dashboard")) {
            pages.serve("/", EXPLORER);
        }
        server.reading("/openapi.yaml").handler(request -> request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, YAML)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(contract.text()));
        if (settings.flag(Setting.DISCOVERY_MCP)) {
            mcp(registry, settings, server, contract);
        }
    }

    private static void watchLoads(Registry registry, Pace pace) {
        var watch = new LoadWatch(
                List.of(
                        LoadWatch.rows(registry.lookupByNameAndType(SERVICE + "-postgresql", DataSource.class)),
                        LoadWatch.edges(registry.lookupByNameAndType(SERVICE + "-runner", CypherRunner.class))),
                pace);
        registry.bind(SERVICE + "-load-watch", LoadWatch.class, watch.start(), null, "close");
    }

    /** Its calls are REST requests: at most as many as may be answered or wait, and a few more, which are refused. */
    private static void mcp(Registry registry, Settings settings, WebServer server, Contract contract) {
        McpEndpoint.answerOn(
                server,
                contract.text(),
                registry.findSingleByType(RunningServices.class).version(),
                WebConfiguration.allowedHosts(settings),
                3 * settings.number(Setting.DISCOVERY_QUESTIONS),
                settings.duration(Setting.DISCOVERY_WAIT)
                        .plus(settings.duration(Setting.DISCOVERY_BUDGET))
                        .plus(HUNG));
    }

    private static void bindGraphQuestions(Registry registry, Duration timeout) {
        var runner = registry.lookupByNameAndType(SERVICE + "-runner", CypherRunner.class);
        registry.bind(SERVICE + "-bounds", new Bounds());
        registry.bind(SERVICE + "-neighbours", new Neighbourhood(runner, timeout));
        registry.bind(SERVICE + "-timeline", new YearsAnswer());
        registry.bind(SERVICE + "-collaborators", new CollaboratorsAnswer());
        registry.bind(SERVICE + "-profile", new ProfileAnswer());
        registry.bind(SERVICE + "-similar", new Similarity());
        registry.bind(SERVICE + "-paths", new PathsAnswer(runner, timeout));
    }

    private static StoreLiveness neo4j(CamelContext context, Settings settings) {
        Registry registry = context.getRegistry();
        // Two connections are for the looks whether it answers and whether a load runs: many questions are no outage.
        var neo4j =
                Neo4jSettings.of(settings).forQuestions(settings.number(Setting.DISCOVERY_QUESTIONS) + 2, CONNECTING);
        String database = settings.text(Setting.NEO4J_DATABASE);
        LOG.info("{}: asks {}, database {}", SERVICE, neo4j, database);
        Driver driver = neo4j.driver();
        var runner = new CypherRunner(driver, database);
        registry.bind(SERVICE + "-neo4j", Driver.class, driver, null, "close");
        registry.bind(SERVICE + "-runner", CypherRunner.class, runner, null, "close");
        bindIfAbsent(registry, "neo4j", new CypherComponent(driver));
        return liveness(context, settings, Store.NEO4J, new GraphPing(runner));
    }

    private static StoreLiveness postgresql(CamelContext context, Settings settings) {
        Registry registry = context.getRegistry();
        var server = TableServer.of(settings);
        LOG.info("{}: asks {}", SERVICE, server);
        Duration statement = settings.duration(Setting.DISCOVERY_STATEMENT_TIMEOUT);
        var dataSource = TablePool.reading(
                server,
                new TablePool.Settings(
                        1,
                        // One is for the looks whether a load runs.
                        settings.number(Setting.DISCOVERY_QUESTIONS) + 1,
                        settings.duration(Setting.POSTGRES_POOL_CHECK),
                        CONNECTING,
                        statement.plus(HUNG)),
                statement);
        registry.bind(SERVICE + "-postgresql", DataSource.class, dataSource, null, "close");
        bindIfAbsent(registry, "sql", new TableSqlComponent(dataSource));
        var ping = TablePool.ping(server);
        registry.bind(SERVICE + "-ping", TablePing.class, ping, null, "close");
        return liveness(context, settings, Store.POSTGRESQL, ping);
    }

    /** If the service that stores records runs too, the component is its own; the routes name the connections anyway. */
    private static void bindIfAbsent(Registry registry, String name, Component component) {
        if (registry.lookupByName(name) == null) {
            registry.bind(name, Component.class, component);
        }
    }

    private static StoreLiveness liveness(CamelContext context, Settings settings, Store store, Probe ping) {
        Registry registry = context.getRegistry();
        CircuitBreaker breaker = Breakers.create(
                store + " for questions",
                settings.number(Setting.BREAKER_FAILURES),
                settings.duration(Setting.BREAKER_OPEN_FOR),
                Trouble::forBreaker,
                registry.findSingleByType(Timeline.class));
        var liveness = new StoreLiveness(store, breaker, ping).start();
        registry.bind(SERVICE + "-" + store.word() + "-breaker", breaker);
        registry.bind(SERVICE + "-" + store.word() + "-liveness", StoreLiveness.class, liveness, null, "close");
        return liveness;
    }
}
