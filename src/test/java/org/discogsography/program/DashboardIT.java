package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.discogsography.browser.Chromium;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's page in a real browser, with the jar at work on real servers. */
class DashboardIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What the page promises: an outage and its end are seen within three seconds. */
    private static final Duration SEEN = Duration.ofSeconds(3);

    private static final String TOKEN = "a-token-that-nobody-guesses";
    private static final String DEAD = "dead-tableinator-artists";

    private final TestServers servers = TestServers.start();

    @TempDir
    private Path folder;

    @Test
    void an_operator_sees_the_stores_numbers_an_outage_and_its_end_and_replays_dead_letters() throws Exception {
        Chromium.require();
        servers.clear();
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.of(300).writeTo(dump);
        try (var postgres = PostgresServer.start();
                var exchange = Exchange.connect(servers.broker().port());
                var program = Call.of(folder)
                        .with(servers.settings())
                        .with("POSTGRES_ADDRESS", postgres.address())
                        .with("POSTGRES_DATABASE", Postgres.DATABASE)
                        .with("DISCOGS_ROOT", dump.toString())
                        .with("DASHBOARD_TOKEN", TOKEN)
                        .with("BREAKER_OPEN_FOR", "3")
                        .with("METRICS_STORED_INTERVAL", "1")
                        .start();
                var browser = Chromium.start()) {
            browser.size(1400, 1000).still(true).open(address(program));

            numbersAreThoseOfTheStores(browser, postgres);
            theChartsShowAnOutageFromItsStartAndAnHourAfterALookAtFiveMinutes(browser);
            noWiderThanA(browser, 360);
            browser.size(1400, 1000);

            // The load is over, so that the program has nothing else to do.
            browser.await("document.querySelector('#loads').innerText.includes('complete')", PATIENCE);
            browser.await("!document.querySelector('#loads').innerText.includes('loading')", PATIENCE);
            postgres.kill();
            browser.await(says("connection-PostgreSQL", "down"), SEEN);
            onlyWhoUsesPostgresIsMarked(browser);
            postgres.restart();
            browser.await("!" + says("connection-PostgreSQL", "down"), SEEN);

            deadLettersAreReplayed(browser, exchange);
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.evaluate("document.documentElement.outerHTML").asText())
                    .doesNotContain(TOKEN);
        }
    }

    private static String address(JarProcess program) {
        String says = " answers on ";
        // The port opens first, the page comes with the routes.
        await().atMost(PATIENCE)
                .until(() -> program.out().contains("(discogsography) started") || !program.isRunning());
        return program.out()
                .lines()
                .filter(line -> line.contains(says))
                .map(line -> line.substring(line.indexOf(says) + says.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(program.toString()));
    }

    private static String element(String hook) {
        return "document.querySelector('[data-test=\"" + hook + "\"]')";
    }

    private static String says(String hook, String word) {
        return "(" + element(hook) + " && " + element(hook) + ".innerText.toLowerCase().includes('" + word + "'))";
    }

    private static String shows(String hook, long number) {
        return "(" + element(hook) + " && " + element(hook) + ".dataset.value === '" + number + "')";
    }

    private void numbersAreThoseOfTheStores(Chromium browser, PostgresServer postgres) throws Exception {
        browser.await("document.querySelectorAll('[data-test^=\"file-\"]').length === 4", PATIENCE);
        for (DataType type : DataType.values()) {
            for (String service : new String[] {"tableinator", "graphinator"}) {
                browser.await(shows("ready-" + service + "-" + type, 0), PATIENCE);
            }
        }
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(SQLException.class).untilAsserted(() -> {
            for (DataType type : DataType.values()) {
                long rows = rows(postgres, type);
                assertThat(nodes(type)).isEqualTo(rows).isPositive();
                assertThat(browser.evaluate(shows("stored-tableinator-" + type, rows))
                                .asBoolean())
                        .as("rows of " + type)
                        .isTrue();
                assertThat(browser.evaluate(shows("stored-graphinator-" + type, rows))
                                .asBoolean())
                        .as("nodes of " + type)
                        .isTrue();
            }
        });
    }

    private static long rows(PostgresServer postgres, DataType type) throws Exception {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + type)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long nodes(DataType type) {
        String label = type.element().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + type.element().substring(1);
        return servers.neo4j()
                .driver()
                .executableQuery("MATCH (n:" + label + ") WHERE n.sha256 IS NOT NULL RETURN count(n) AS n")
                .execute()
                .records()
                .get(0)
                .get("n")
                .asLong();
    }

    private static void onlyWhoUsesPostgresIsMarked(Chromium browser) {
        browser.await(says("status", "postgresql is down"), PATIENCE);
        for (String service : new String[] {"tableinator", "discovery"}) {
            browser.await(says("status-" + service, "degraded"), PATIENCE);
        }
        for (String service : new String[] {"extractor", "graphinator", "dashboard"}) {
            browser.await(says("status-" + service, "healthy"), PATIENCE);
        }
        for (String minutes : new String[] {"1440", "5"}) {
            browser.evaluate(element("range-" + minutes) + ".click()");
            browser.await(element("chart-rate") + ".querySelector('path.series').getAttribute('d') !== null", PATIENCE);
        }
    }

    /** Charts of their own, with the samples of an hour and an outage. */
    private static void theChartsShowAnOutageFromItsStartAndAnHourAfterALookAtFiveMinutes(Chromium browser) {
        browser.evaluate("""
                import('/web/charts.js').then(async ({Charts}) => {
                    const now = Date.now();
                    const samples = Array.from({length: 720}, (_, i) => ({time: now - (719 - i) * 5000, published: 1}));
                    const realFetch = window.fetch;
                    window.fetch = async () => ({ok: true, json: async () => ({samples})});
                    window.tried = document.createElement('section');
                    document.querySelector('main').append(window.tried);
                    const charts = new Charts(window.tried);
                    await charts.fetch();
                    window.tried.querySelector('[data-test="range-5"]').click();
                    const outage = {service: 'tableinator', subject: 'PostgreSQL'};
                    const events = [
                        {...outage, kind: 'breaker_open', time: new Date(now - 85_000).toISOString(), id: '2', text: 'breaker OPEN'},
                        {...outage, kind: 'failure', time: new Date(now - 145_000).toISOString(), id: '1', text: 'failure 1 of 5: refused'},
                    ];
                    charts.update({flow: {extractor: {rate: 1}}, events}, now + 5000);
                    window.fetch = realFetch;
                })
                """);
        String points = "(window.tried.querySelector('.plot path.series').getAttribute('d') ?? '').split('L').length";
        browser.await(points + " > 50 && " + points + " < 70");
        // The outage, from its first failure: half of the five minutes.
        String band = "window.tried.querySelector('rect.outage').getBoundingClientRect().width"
                + " / window.tried.querySelector('svg.plot').getBoundingClientRect().width";
        browser.await(band + " > 0.4 && " + band + " < 0.5");
        browser.evaluate("window.tried.querySelector('[data-test=\"range-60\"]').click()");
        browser.await(points + " > 700");
        browser.evaluate("window.tried.remove()");
    }

    private static void noWiderThanA(Chromium browser, int width) {
        browser.size(width, 740);
        browser.await("document.documentElement.scrollWidth <= " + width);
    }

    private static void deadLettersAreReplayed(Chromium browser, Exchange exchange) {
        for (String id : new String[] {"p1", "p2"}) {
            exchange.send(
                    "artists",
                    Map.of("version", "20260801", "id", id),
                    ("{\"type\":\"data\",\"id\":\"" + id + "\",\"name\":\"a\\u0000b\"}").getBytes(UTF_8));
        }
        exchange.confirm();
        browser.await(shows(DEAD, 2), PATIENCE);

        browser.click("[data-test=\"replay-tableinator-artists\"]");
        browser.await(element("replay-dialog") + ".open");
        browser.click("#replay-token").type(TOKEN);
        browser.click("[data-test=\"replay-confirm\"]");
        browser.await(says("replay-result", "2"), PATIENCE);
        // What was the matter still is: they come back, and nothing is lost on the way.
        browser.await(shows(DEAD, 2), PATIENCE);
    }
}
