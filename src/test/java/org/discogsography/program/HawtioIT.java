package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.browser.Chromium.quoted;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.discogsography.browser.Chromium;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.HawtioServer;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with a real Hawtio, in a browser; the pictures of it end up in {@code target/screenshots}. */
class HawtioIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String SECRET = "hunter2-Zebra-Quagga";
    private static final String ROUTE = "tableinator-artists";

    /** Hawtio's sign that the program answers: in the list of connections, and then at the top of each page. */
    private static final String GREEN_PLUG = "document.querySelector('.pf-v5-c-icon__content.pf-m-success')";

    private final TestServers servers = TestServers.start();

    @TempDir
    private Path folder;

    @Test
    void an_operator_sees_routes_breakers_repositories_and_pools_and_suspends_a_route() throws Exception {
        Chromium.require();
        servers.clear();
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.of(300).writeTo(dump);
        try (var hawtio = HawtioServer.start(Files.createDirectory(folder.resolve("hawtio")));
                var program = Call.of(folder, "extractor", "graphinator", "tableinator")
                        .withAllMBeans()
                        .with(servers.settings())
                        .with(Inbox.on(servers.broker()).settings())
                        .with("DISCOGS_ROOT", dump.toString())
                        .with("MANAGEMENT_USERNAME", "operator")
                        .with("MANAGEMENT_PASSWORD", SECRET)
                        .with("MANAGEMENT_ORIGINS", hawtio.origin())
                        .start();
                var browser = Chromium.start()) {
            await().atMost(PATIENCE).until(() -> program.out().contains("(discogsography) started"));
            URI jolokia = managed(program);
            browser.size(1440, 900);
            connect(browser, hawtio, jolokia);

            browser.clickOn(link("Camel")).clickOn(tree("routes"));
            browser.await(GREEN_PLUG, PATIENCE);
            browser.await(shows(ROUTE) + " && " + shows("graphinator-releases") + " && " + shows("Started"), PATIENCE);
            picture(browser, "hawtio-routes", row("graphinator-artists"));

            find(browser, ROUTE);
            browser.clickOn(tree(ROUTE)).clickOn(link("Route Diagram"));
            browser.await(shows("Circuit Breaker") + " && document.querySelectorAll('.react-flow__node').length > 10");
            picture(browser, "hawtio-diagram", "document.querySelector('.react-flow')");

            execute(browser, "suspend()");
            picture(browser, "hawtio-suspend", operation("suspend()"));
            assertState(browser, "Suspended");
            execute(browser, "resume()");
            assertState(browser, "Started");

            browser.clickOn(link("JMX"));
            find(browser, "PostgreSQL");
            browser.clickOn(tree("PostgreSQL")).clickOn(link("Attributes"));
            browser.await(shows("FailuresThatOpen") + " && " + shows("CLOSED"));
            picture(browser, "hawtio-breaker", tree("PostgreSQL"));
            find(browser, ROUTE + "-repository");
            browser.clickOn(tree(ROUTE + "-repository")).clickOn(link("Attributes"));
            browser.await(shows(ROUTE + "-repository") + " && " + shows("type=idempotent"));
            picture(browser, "hawtio-repository", tree(ROUTE + "-repository"));
            find(browser, "Pool (");
            browser.clickOn(treeLike("^Pool \\(")).clickOn(link("Attributes"));
            browser.await(shows("ActiveConnections") + " && " + shows("IdleConnections"));
            picture(browser, "hawtio-pool", treeLike("^Pool \\("));

            assertThat(browser.evaluate("document.body.innerText").asText()).doesNotContain(SECRET);
            assertThat(program.isRunning()).isTrue();
        }
    }

    private static URI managed(JarProcess program) {
        String says = " is managed on ";
        await().atMost(PATIENCE).until(() -> program.out().contains(says) || !program.isRunning());
        return program.out()
                .lines()
                .filter(line -> line.contains(says))
                .map(line -> URI.create(line.substring(line.indexOf(says) + says.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(program.toString()));
    }

    /** Fills in Hawtio's form, and follows it to where it would open another window. */
    private static void connect(Chromium browser, HawtioServer hawtio, URI jolokia) {
        browser.open(hawtio.address()).clickOn(button("Add connection"));
        fill(browser, "connection-form-name", "discogsography");
        fill(browser, "connection-form-host", jolokia.getHost());
        fill(browser, "connection-form-port", Integer.toString(jolokia.getPort()));
        fill(browser, "connection-form-path", "/observe/jolokia");
        browser.clickOn("document.getElementById('connection-form-scheme').closest('label')");
        browser.await(shows("HTTP (not encrypted)"));
        browser.clickOn(button("Add"));
        browser.await("localStorage.getItem('connect.connections')");
        browser.evaluate("void (window.open = address => { window.opened = address; })");
        // Until Hawtio has found out whether somebody answers there the button does nothing.
        browser.await(GREEN_PLUG, PATIENCE);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            browser.clickOn(button("Connect"));
            return browser.evaluate("Boolean(window.opened)").asBoolean();
        });
        browser.open(hawtio.origin() + browser.evaluate("window.opened").asText());
        browser.await(shows("Log in to discogsography"));
        fill(browser, "connect-login-form-username", "operator");
        fill(browser, "connect-login-form-password", SECRET);
        browser.clickOn(button("Log in"));
        browser.await(link("Camel"));
    }

    private static void fill(Chromium browser, String field, String text) {
        String element = "document.getElementById(" + quoted(field) + ")";
        browser.clickOn(element).evaluate(element + ".select()");
        browser.type(text);
    }

    /** Filters the tree by a text, as the field above it does. */
    private static void find(Chromium browser, String text) {
        fill(browser, "input-search", text);
    }

    /** Takes a picture, with that element in view. */
    private static void picture(Chromium browser, String name, String element) {
        browser.evaluate("void " + element + ".scrollIntoView({block: 'start', inline: 'nearest'})");
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    private static String row(String route) {
        return "[...document.querySelectorAll('tr')].find(row => row.innerText.includes(" + quoted(route) + "))";
    }

    private static String operation(String name) {
        return "[...document.querySelectorAll('#jmx-operation-list > li')]" + ".find(item => item.innerText.includes("
                + quoted(name) + "))";
    }

    private static void execute(Chromium browser, String operation) {
        String item = operation(operation);
        browser.clickOn(link("Operations")).clickOn(item + "?.querySelector('button')");
        browser.clickOn("[..." + item + ".querySelectorAll('button')].find(b => b.innerText.trim() === 'Execute')");
        browser.await(item + ".innerText.includes('Operation successful')");
    }

    private static void assertState(Chromium browser, String state) {
        browser.clickOn(link("Attributes"));
        browser.await("[...document.querySelectorAll('tr')].some(row => /^State\\s+" + state
                + "$/.test(row.innerText.trim()))");
    }

    private static String shows(String text) {
        return "document.body.innerText.includes(" + quoted(text) + ")";
    }

    private static String link(String text) {
        return "[...document.querySelectorAll('a')].find(a => a.innerText.trim() === " + quoted(text) + ")";
    }

    private static String button(String text) {
        return "[...document.querySelectorAll('button')].find(b => b.innerText.trim() === " + quoted(text) + ")";
    }

    private static String tree(String text) {
        return "[...document.querySelectorAll('.pf-v5-c-tree-view__node')].find(n => n.innerText.trim() === "
                + quoted(text) + ")";
    }

    private static String treeLike(String pattern) {
        return "[...document.querySelectorAll('.pf-v5-c-tree-view__node')].find(n => new RegExp(" + quoted(pattern)
                + ").test(n.innerText.trim()))";
    }
}
