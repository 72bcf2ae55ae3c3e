package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.discogsography.browser.Chromium;
import org.discogsography.browser.Key;
import org.discogsography.management.ManagementPort;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explorer in a real browser, on a small dump that has been loaded into real stores. */
class ExplorerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String HOSTILE = "<script>document.title='hacked'</script>";

    /** More than two pages of neighbours. */
    private static final int RELEASES = 40;

    /** Has every field of the dumps, old and new, and some that are still to come. */
    private static final String FULL_RELEASE = """
            <release id="50" status="Draft" newattribute="of the release"><images><image type="primary" width="600" height="595" \
            uri="https://i.discogs.com/50.jpg" uri150="https://i.discogs.com/50-150.jpg" newattribute="of the image"/></images>\
            <artists><artist><id>7</id><name>Printed Otherwise</name><anv>P. Otherwise</anv><join>versus</join><role>Singer</role>\
            <tracks>A1 to A2</tracks></artist><artist><id>9</id><name>Second Artist</name><newfield>of the artist</newfield></artist></artists>\
            <title>Everything</title><labels><label name="Full Label" catno="FULL 1" id="6" newattribute="of the label"/></labels>\
            <series><series name="Full Series" catno="Volume 7" id="13" newattribute="of the series"/></series>\
            <extraartists><artist><id>14</id><name>The Producer</name><anv>Prod.</anv><role>Producer</role><tracks>B1</tracks>\
            <newfield>of the credit</newfield></artist></extraartists>\
            <formats><format name="Vinyl" qty="2" text="Marbled" newattribute="of the format"><descriptions>\
            <description>Gatefold</description></descriptions></format></formats>\
            <genres><genre>Rock</genre></genres><styles><style>Shoegaze</style></styles><country>Iceland</country>\
            <released>2003-04-00</released><notes>First paragraph.\n\nSecond paragraph.</notes><data_quality>Needs Vote</data_quality>\
            <master_id is_main_release="true">12</master_id><tracklist><track><position>B1</position><title>Full Track</title>\
            <duration>3:33</duration><artists><artist><id>15</id><name>Track Artist</name><anv>T. A.</anv></artist></artists>\
            <extraartists><artist><id>16</id><name>Track Guest</name><anv>T. G.</anv><role>Whistle</role><newfield>of the guest</newfield>\
            </artist></extraartists><newfield>of the track</newfield></track></tracklist>\
            <identifiers><identifier type="Barcode" value="5016958012345" description="Scanned" newattribute="of the identifier"/>\
            </identifiers><videos><video src="https://www.youtube.com/watch?v=50" duration="245" embed="true"><title>Full Video</title>\
            <description>About the video</description><newfield>of the video</newfield></video></videos>\
            <companies><company><id>17</id><name>Full Plant</name><catno>PLANT 3</catno><entity_type>17</entity_type>\
            <entity_type_name>Pressed By</entity_type_name><resource_url>https://api.discogs.com/labels/17</resource_url>\
            <newfield>of the company</newfield></company></companies>\
            <newwrapper><newelement newattribute="of the new element">New text</newelement></newwrapper></release>""";

    @TempDir
    private static Path dump;

    @TempDir
    private static Path downloads;

    private static FaultyLink neo4j;
    private static FaultyLink postgres;
    private static Map<String, String> settings;
    private static Program program;
    private static Chromium browser;
    private static String address;
    private static final Set<String> ADDRESSES = new HashSet<>();

    @BeforeAll
    static void load() throws Exception {
        Chromium.require();
        TestServers servers = TestServers.start().clear();
        writeDump();
        settings = new HashMap<>(servers.settings());
        settings.putAll(Inbox.on(servers.broker()).settings());
        URI graph = URI.create(settings.get("neo4j.address"));
        neo4j = FaultyLink.to(graph.getHost(), graph.getPort());
        postgres = FaultyLink.to("127.0.0.1", servers.postgres().port());
        settings.put("neo4j.address", "bolt://127.0.0.1:" + neo4j.port());
        settings.put("postgres.address", "127.0.0.1:" + postgres.port());
        settings.put("discogs.root", dump.toString());
        settings.put("breaker.open-for", "1");
        // The first question of a kind is planned, on a machine that is busy.
        settings.put("discovery.statement-timeout", "30000");
        settings.put("discovery.budget", "60");
        program = Program.start(List.of(), settings);
        for (String service : List.of("graphinator", "tableinator")) {
            await().atMost(PATIENCE).until(() -> program.hasLoaded(service));
        }
        address = addressOf(program.main().getCamelContext());
        await().atMost(PATIENCE).until(() -> answer("/api/genres").contains("\"20260801\""));
        // Entries of a type that was stored last may still be made then.
        for (String name : List.of("artists 1 bjork", "artists 2 sugarcubes", "releases 2 debut")) {
            String[] words = name.split(" ");
            await().atMost(PATIENCE).until(() -> new ObjectMapper()
                    .readTree(answer("/api/search?q=" + words[2])).findParents("id").stream()
                            .anyMatch(
                                    found -> words[0].equals(found.path("type").asText())
                                            && words[1].equals(found.path("id").asText())));
        }
        browser = Chromium.start().still(true).downloadTo(downloads);
    }

    private static String addressOf(CamelContext context) {
        String its = context.getRegistry().findSingleByType(WebServer.class).address();
        ADDRESSES.add(its);
        return its;
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String answer(String path) throws IOException, InterruptedException {
        return get(address + path).body();
    }

    @AfterEach
    void mend() throws IOException {
        neo4j.pass();
        postgres.pass();
        browser.size(1280, 800).dark(false);
        // The page asks nobody else, whatever a record says.
        assertThat(browser.requests())
                .allMatch(request -> request.startsWith("blob:")
                        || request.startsWith("data:image/svg+xml")
                        || ADDRESSES.stream().anyMatch(request::startsWith));
        assertThat(browser.errors()).allMatch(error -> error.startsWith("Failed to load resource"));
    }

    @AfterAll
    static void end() throws IOException {
        for (AutoCloseable each : new AutoCloseable[] {browser, program, neo4j, postgres}) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static String element(String hook) {
        return "document.querySelector('[data-test=" + Chromium.quoted(hook) + "]')";
    }

    private static String says(String hook, String words) {
        return element(hook) + ".innerText.includes(" + Chromium.quoted(words) + ")";
    }

    private static void click(String hook) {
        browser.clickOn(element(hook));
    }

    private static void open(String query) {
        browser.open(address + "/explore" + query);
    }

    private static String graph(int nodes) {
        return says("graph-size", nodes + " nodes,");
    }

    @Test
    void what_is_found_is_unfolded_page_by_page_and_the_address_brings_it_back() {
        open("");
        // An address of discogs.com, as a person pastes it.
        browser.await("document.activeElement.dataset.test === 'search'")
                .type("https://www.discogs.com/artist/1-Björk");
        browser.press(Key.ENTER);
        browser.await(says("record-name", "Björk")).await(says("record", "Guðmundsdóttir"));
        browser.await(element("timeline") + ".getAttribute('aria-label').includes('" + RELEASES + " releases')");
        browser.await("[...document.querySelectorAll('main h2')].some(h => h.textContent === 'Profile')");

        click("open-graph");
        // The artist, her group, and the first page of her releases and her master.
        browser.await(graph(17)).await("document.querySelector('canvas')");
        click("more-BY-in");
        browser.await(graph(32));
        click("more-BY-in");
        browser.await(graph(3 + RELEASES)).await("!" + element("more-BY-in"));

        browser.evaluate("window.isOld = true, location.reload()");
        browser.await("!window.isOld && " + graph(3 + RELEASES));
        browser.evaluate("history.back()");
        browser.await(graph(32));
        click("fold-BY-in");
        browser.await(graph(2));
    }

    @Test
    void the_graph_is_walked_unfolded_and_zoomed_by_keys() {
        open("?graph=artists/1&unfold=artists/1~MEMBER_OF.out");
        browser.await(graph(2)).await(element("graph"));
        browser.evaluate(element("graph") + ".focus()");
        browser.press(Key.RIGHT).await(chosen("artists/1"));
        Map<Key, Key> ways = new EnumMap<>(Key.class);
        ways.putAll(Map.of(Key.LEFT, Key.RIGHT, Key.RIGHT, Key.LEFT, Key.UP, Key.DOWN, Key.DOWN, Key.UP));
        Key there = ways.keySet().stream()
                .filter(way -> browser.press(way).evaluate(chosen("artists/2")).asBoolean())
                .findFirst()
                .orElseThrow();
        browser.press(ways.get(there)).await(chosen("artists/1"));
        browser.press(there).await(chosen("artists/2"));

        browser.await("document.querySelector('[data-test=chosen]').innerText.includes('The Sugarcubes')");
        browser.press(Key.ENTER).await("location.search.includes('unfold=artists/2~MEMBER_OF.in')");
        browser.press(Key.DELETE).await("!location.search.includes('unfold=artists/2')");

        // As far as the picture is enlarged, by Cytoscape.js itself.
        String zoom = element("graph") + "._cyreg.cy.zoom()";
        double whole = browser.evaluate(zoom).asDouble();
        browser.press(Key.PLUS).await(zoom + " > " + whole * 1.2);
        browser.press(Key.MINUS).press(Key.MINUS).await(zoom + " < " + whole * 0.9);
        browser.press(Key.ZERO).await(zoom + " === " + whole);
        assertThat(browser.evaluate("document.activeElement === " + element("graph"))
                        .asBoolean())
                .isTrue();
    }

    private static String chosen(String reference) {
        return "new URLSearchParams(location.search).get('chosen') === '" + reference + "'";
    }

    @Test
    void the_years_are_read_by_keys() {
        open("?record=labels/5");
        browser.await(element("timeline") + ".querySelector('.bar')");
        browser.evaluate(element("timeline") + ".focus()");
        browser.press(Key.LEFT).await(says("timeline-reading", "2002: 4 releases"));
        browser.press(Key.LEFT).await(says("timeline-reading", "2001: "));
        browser.press(Key.HOME).await(says("timeline-reading", "1993: "));
        browser.press(Key.RIGHT).await(says("timeline-reading", "1994: "));
        browser.press(Key.END).await(says("timeline-reading", "2002: "));
        browser.press(Key.ESCAPE).await(says("timeline-reading", "1993 to 2002"));
    }

    @Test
    void a_picture_takes_the_colours_that_the_user_prefers() {
        open("?graph=artists/1&unfold=artists/1~MEMBER_OF.out");
        browser.await(graph(2)).await("document.querySelector('canvas')");
        browser.await(isDrawnIn("light"));
        browser.dark(true).await(isDrawnIn("dark"));
        browser.dark(false).await(isDrawnIn("light"));
    }

    /** Whether the picture has artists, in the colour of the scheme, and none in that of the other, if it has been seen. */
    private static String isDrawnIn(String scheme) {
        return """
                (() => {
                    if (!matchMedia('(prefers-color-scheme: SCHEME)').matches) return false;
                    const colour = getComputedStyle(document.documentElement).getPropertyValue('--kind-artists').trim();
                    (window.colours ??= {}).SCHEME = colour;
                    const pixels = (canvas, width, height) =>
                        new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, width, height).data.buffer));
                    const pixelOf = (fill) => {
                        const canvas = document.createElement('canvas');
                        Object.assign(canvas.getContext('2d'), {fillStyle: fill}).fillRect(0, 0, 1, 1);
                        return [...pixels(canvas, 1, 1)][0];
                    };
                    const shown = [...document.querySelectorAll('canvas')].map(each => pixels(each, each.width, each.height));
                    return Object.values(window.colours).every(each =>
                        shown.some(canvas => canvas.has(pixelOf(each))) === (each === colour));
                })()""".replace("SCHEME", scheme);
    }

    @Test
    void no_two_relations_look_alike_without_their_colours_and_labels() {
        open("");
        String relations = "['BY','ON','DERIVED_FROM','IS','PART_OF','MEMBER_OF','ALIAS_OF','SUBLABEL_OF','NEW']";
        browser.evaluate("import('/web/explore/graph-canvas.js').then(({lineOf}) => { window.forms = " + relations
                + ".map((relation) => JSON.stringify(lineOf(relation))); })");
        browser.await("window.forms && new Set(window.forms).size === 9");

        open("?graph=artists/1&unfold=artists/1~BY.in~MEMBER_OF.out");
        browser.await("document.querySelectorAll('.line-sample').length === 2")
                .await("new Set([...document.querySelectorAll('.line-sample')].map(s => s.outerHTML)).size === 2");
    }

    @Test
    void results_are_narrowed_by_what_they_are() {
        open("");
        browser.await("document.activeElement.dataset.test === 'search'").type("bjork");
        browser.await(element("suggestion-artists/1")).press(Key.DOWN).press(Key.ENTER);
        browser.await(says("record-name", "Björk"));

        open("?q=zzzzqqq");
        browser.await(says("no-results", "Nothing found."));
        open("?q=debut");
        browser.await(element("facet-type-releases"));
        click("facet-type-releases");
        browser.await("location.search.includes('type=releases')")
                .await("[...document.querySelectorAll('[data-test^=\"result-\"]')]"
                        + ".every(r => r.dataset.test.startsWith('result-releases/'))");
    }

    @Test
    void suggestions_come_when_the_store_is_back_without_another_key() throws IOException {
        open("");
        postgres.refuse();
        browser.await("document.activeElement.dataset.test === 'search'").type("bjork");
        await().atMost(PATIENCE)
                .until(() -> browser.errors().stream().anyMatch(error -> error.contains("/api/suggest?q=bjork")));
        postgres.pass();
        browser.await(element("suggestion-artists/1"));
    }

    @Test
    void the_path_between_two_is_shown() {
        open("?from=artists/3&to=");
        browser.await(element("path-to"));
        browser.evaluate(element("path-to") + ".focus()");
        browser.type("sugarcubes");
        browser.await(element("suggestion-artists/2")).press(Key.DOWN).press(Key.ENTER);
        browser.await("location.search === '?from=artists/3&to=artists/2'");
        browser.await(says("paths", "3 steps")).await(says("paths", "Björk")).await(says("paths", HOSTILE));
        browser.await("document.querySelector('canvas')");
        // Too narrow for columns: what was side by side is drawn from top to bottom.
        browser.size(360, 740)
                .await("[...document.querySelectorAll('canvas')].some(c => c.getContext('2d')"
                        + ".getImageData(0, c.height * 0.7, c.width, c.height * 0.3).data.some(value => value > 0))");
    }

    @Test
    void a_path_is_drawn_for_the_width_of_the_page_even_if_that_changes_before_the_first_picture() {
        open("");
        browser.evaluate("""
                Promise.all([import('/web/lib/cytoscape.js'), import('/web/explore/graph-canvas.js')])
                    .then(([{default: cytoscape}, {GraphCanvas}]) => {
                        const page = document.createElement('div');
                        page.style.cssText = 'width: 900px; height: 300px';
                        document.querySelector('main').append(page);
                        const canvas = new GraphCanvas(cytoscape, () => {}, () => {});
                        page.append(canvas.node);
                        const node = (id, column) => [`artists/${id}`, {key: `artists/${id}`, type: 'artists', id, name: id, parent: null, column}];
                        canvas.show({nodes: new Map([node('1', 0), node('2', 1)]), edges: new Map()}, null, {columns: true});
                        page.style.width = '300px';
                        window.drawn = canvas.node._cyreg.cy;
                    })""");
        browser.await("window.drawn.nodes().every(node => node.hasClass('in-row'))");
    }

    @Test
    void a_path_may_be_as_long_as_the_contract_allows() throws IOException {
        JsonNode contract =
                new ObjectMapper(new YAMLFactory()).readTree(ExplorerTest.class.getResource("/openapi/discovery.yaml"));
        int most = 0;
        for (JsonNode parameter : contract.at("/paths/~1paths/get/parameters")) {
            if (parameter.path("name").asText().equals("depth")) {
                most = parameter.at("/schema/maximum").asInt();
            }
        }
        open("?from=artists/3&to=artists/2&depth=99");
        browser.await(says("paths", "3 steps"));
        var offered = browser.evaluate("[..." + element("depth") + ".options].map(each => Number(each.value))");
        assertThat(offered)
                .extracting(JsonNode::asInt)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, most).boxed().toList());
        assertThat(browser.evaluate(element("depth") + ".value").asInt()).isEqualTo(most);
    }

    @Test
    void a_name_that_is_a_script_is_a_text() {
        open("?record=artists/3");
        browser.await(says("record-name", HOSTILE))
                .await("document.title.startsWith(" + Chromium.quoted(HOSTILE) + ")");
        open("?record=releases/2");
        browser.await(says("record", "Vasastaden")).await(says("record", HOSTILE));
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
        // Only addresses of the web become links.
        assertThat(browser.evaluate("[...document.querySelectorAll('a')].every(a => /^https?:/.test(a.href))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void while_a_store_is_down_the_other_ones_part_is_shown_and_all_of_it_comes_back_by_itself() throws Exception {
        neo4j.refuse();
        open("?record=releases/1");
        browser.await(says("record", "Vasastaden")).await(says("record", "Neo4j does not answer"));
        open("?graph=artists/1");
        browser.await("document.querySelector('.graph-note').innerText.includes('Neo4j does not answer')");
        open("?record=artists/1");
        browser.await("document.querySelector('[aria-label=\"Releases a year\"] .notice')");
        neo4j.pass();
        browser.await(element("timeline"), PATIENCE);

        neo4j.drop();
        open("?record=labels/5");
        String years = "document.querySelector('[aria-label=\"Releases a year\"]').innerText";
        browser.await("/[Ll]oading the timeline/.test(" + years + ")");
        neo4j.refuse();
        browser.await(years + ".includes('Neo4j does not answer')");
        neo4j.pass();
        browser.await(element("timeline"), PATIENCE);

        postgres.refuse();
        open("?record=releases/1");
        browser.await(says("record", "PostgreSQL does not answer"));
        postgres.pass();
        browser.await(says("record", "Vasastaden"), PATIENCE);
    }

    @Test
    void every_text_of_a_record_stands_on_its_page() throws IOException, InterruptedException {
        JsonNode record =
                new ObjectMapper().readTree(answer("/api/releases/50")).path("record");
        assertThat(record.at("/companies/0/entity_type_name").asText()).isEqualTo("Pressed By");
        open("?record=releases/50");
        browser.await(says("record-name", "Everything"))
                .await("document.querySelector('a[href=\"https://www.discogs.com/release/50\"]').checkVisibility()");
        // What is linked to counts, as an address; texts that are folded away count too.
        Set<String> shown = new HashSet<>();
        browser.evaluate("[...document.querySelectorAll('main *')].flatMap(each => [...each.childNodes]"
                        + ".filter(child => child.nodeType === 3).map(child => child.data.trim())"
                        + ".concat(each.href ? [each.href] : []))")
                .forEach(each -> shown.add(each.asText()));
        String all = String.join("\n", shown);
        assertThat(texts("", record)).hasSizeGreaterThan(60).allSatisfy(text -> assertThat(all)
                .contains(text));
    }

    /** Each text of a value in the form that people read; without what only repeats another one, in a form for programs. */
    private static List<String> texts(String field, JsonNode value) {
        if (value.isTextual()) {
            return switch (field) {
                case "embed", "entity_type", "resource_url" -> List.of();
                case "is_main_release" -> List.of("this is its main release");
                case "video duration" -> List.of("4:05");
                default -> List.of(value.asText().split("\n\n"));
            };
        }
        if (value.isArray()) {
            List<String> each = new ArrayList<>();
            value.forEach(one -> each.addAll(texts(field, one)));
            return each;
        }
        List<String> all = new ArrayList<>();
        value.properties().forEach(each -> {
            boolean seconds = field.equals("videos") && each.getKey().equals("duration");
            all.addAll(texts(seconds ? "video duration" : each.getKey(), each.getValue()));
        });
        return all;
    }

    @Test
    void a_page_that_waits_long_says_so_until_the_answer_comes() throws Exception {
        try (Connection another = TestServers.start().postgres().connect();
                var statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("lock table search_entries in access exclusive mode");
            open("?q=debut");
            browser.await(says("results", "Still loading the results. It takes longer than usual"));
            another.rollback();
        }
        browser.await(element("result-releases/2"));
    }

    @Test
    void a_name_that_is_a_space_can_be_read_and_pressed_as_kind_and_id() {
        open("?record=artists/4");
        browser.await(says("record-name", "artist 4")).await("document.title.startsWith('artist 4')");
    }

    @Test
    void a_name_of_two_dots_which_would_be_another_address_is_not_asked_about() {
        open("?record=genres/..");
        browser.await(says("record", "An id of one or two dots cannot stand in an address"));
        assertThat(browser.evaluate("[...document.querySelectorAll('a')]"
                                + ".some(a => a.offsetParent !== null && a.pathname.startsWith('/api'))")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void the_dashboard_calls_a_dump_stored_only_if_it_has_been_read() {
        browser.open(address + "/").await(says("status", "Everything works"));
        String files = "files: [{name: 'a', state: 'STATE'}], dump: '20260801'";
        String state =
                "{" + files + ", flow: {graphinator: {ready: 0}, tableinator: {ready: 0}, extractor: {rate: 0}}}";
        browser.evaluate("import('/web/system-status.js').then(({systemStatus}) => { window.progress = (state) => "
                + "systemStatus(JSON.parse(JSON.stringify(" + state + ").replace('STATE', state)), 0).progress; })");
        browser.await("window.progress");
        assertThat(browser.evaluate("window.progress('waiting')").asText())
                .isEqualTo("dump 2026-08-01 is still to be read");
        assertThat(browser.evaluate("window.progress('complete')").asText())
                .startsWith("Caught up: dump 2026-08-01 is stored");
    }

    /** The last of the configurations: the server listens already, and nothing has been started. */
    public static final class LongStart implements CamelConfiguration {

        private static final CompletableFuture<String> LISTENING = new CompletableFuture<>();
        private static final CompletableFuture<String> MANAGED = new CompletableFuture<>();
        private static final CountDownLatch MAY_START = new CountDownLatch(1);

        @Override
        public void configure(CamelContext context) throws InterruptedException {
            MANAGED.complete(context.getRegistry()
                    .findSingleByType(ManagementPort.class)
                    .server()
                    .address());
            LISTENING.complete(addressOf(context));
            MAY_START.await();
        }
    }

    @Test
    void a_page_that_is_opened_while_the_program_starts_shows_that_and_comes_by_itself() throws Exception {
        Main starting = Program.create(List.of("discovery"), settings);
        starting.configure().addConfiguration(LongStart.class);
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
            try {
                starting.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            String there = LongStart.LISTENING.get(PATIENCE.toSeconds(), SECONDS);
            for (String path : List.of("health", "health/live", "health/ready")) {
                var answer = get(LongStart.MANAGED.join() + "/observe/" + path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.body()).contains("DOWN", "\"checks\":[]");
            }
            for (String path : List.of("/health", "/metrics", "/api/artists/1", "/mcp", "/openapi.yaml")) {
                var answer = get(there + path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.body()).contains("\"starting\":true");
            }
            browser.open(there + "/not-there-yet").await("document.title === 'Discogsography is starting'");
            browser.open(there + "/explore?record=artists/1");
            browser.await(says("record", "Discogsography is starting"))
                    .await("document.querySelectorAll('.notice').length === 0");
            LongStart.MAY_START.countDown();
            browser.await(says("record", "Guðmundsdóttir"), PATIENCE).await(element("timeline"), PATIENCE);
        } finally {
            LongStart.MAY_START.countDown();
            start.get(PATIENCE.toSeconds(), SECONDS);
            starting.stop();
        }
    }

    @Test
    void what_no_store_knows_cannot_be_unfolded() {
        open("?record=artists/99");
        browser.await(says("record", "no store knows artists/99")).await("!" + element("open-graph"));
        open("?graph=artists/99");
        browser.await("document.querySelector('.graph-note').innerText.includes('no store knows artists/99')");
    }

    @Test
    void nothing_is_wider_than_a_phone_and_all_that_can_be_pressed_has_a_name() {
        browser.size(360, 740);
        for (String query : List.of(
                "",
                "?q=debut",
                "?record=releases/50",
                "?record=artists/1",
                "?graph=artists/1&chosen=artists/1",
                "?genres=Electronic",
                "?from=&to=",
                "?from=artists/1&to=artists/2")) {
            open(query);
            browser.await("document.querySelector('main h1') && !document.querySelector('[aria-busy]')")
                    .await("document.documentElement.scrollWidth <= 360");
            assertThat(browser.controls()).as(query).hasSizeGreaterThan(5).noneMatch(control -> control.endsWith(":"));
        }
        open("?genres=Electronic");
        browser.await(says("genres", "House"));
    }

    @Test
    void what_is_shown_is_saved_as_csv_and_no_cell_is_computed() throws IOException {
        open("?q=debut");
        assertThat(csv()).startsWith("\ufefftype,id,name,detail,year,score\r\n").contains("\nreleases,2,'=1+1 Debut,");

        open("?graph=artists/3&unfold=artists/3~BY.in");
        browser.await(graph(2)).await("document.querySelector('canvas')");
        assertThat(csv())
                .isEqualTo("\ufefffrom_type,from_id,from_name,relation,to_type,to_id,to_name\r\n"
                        + "releases,2,'=1+1 Debut,BY,artists,3," + HOSTILE + "\r\n");
        assertPicture(saved("PNG"));

        open("?from=artists/3&to=artists/1");
        browser.await(says("paths", "2 steps")).await("document.querySelector('canvas')");
        assertThat(csv())
                .isEqualTo("\ufeffpath,step,type,id,name,relation_to_next\r\n1,0,artists,3," + HOSTILE
                        + ",BY\r\n1,1,releases,2,'=1+1 Debut,BY\r\n1,2,artists,1,Björk,\r\n");
        assertPicture(saved("PNG"));

        open("?genres=");
        assertThat(csv())
                .startsWith("\ufeffgenre,style,releases,first_year,last_year\r\n")
                .contains("\nElectronic,,", "\nElectronic,House,");

        open("?record=labels/5");
        browser.await(element("timeline") + ".querySelector('.bar')");
        assertThat(csv()).startsWith("\ufeffyear,releases\r\n1993,4\r\n1994,4\r\n");
        assertPicture(saved("PNG"));
    }

    @Test
    void years_that_are_saved_before_their_record_has_come_have_its_name() throws Exception {
        try (Connection another = TestServers.start().postgres().connect();
                var statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("lock table labels in access exclusive mode");
            open("?record=labels/5");
            browser.await(element("timeline") + ".querySelector('.bar')").await(says("record-name", "label 5"));
            browser.clickOn("document.querySelector('" + downloading("CSV") + "')");
            another.rollback();
        }
        Path file = download("CSV");
        Files.delete(file);
        assertThat(file.getFileName()).hasToString("One-Little-Indian-timeline.csv");
    }

    /** The library that draws is loaded after the page. */
    @ParameterizedTest
    @ValueSource(strings = {"?graph=artists/3&unfold=artists/3~BY.in", "?from=artists/3&to=artists/1"})
    void a_picture_that_is_wanted_before_it_is_drawn_is_saved_when_it_is(String query) throws IOException {
        open("");
        String button = "document.querySelector('" + downloading("PNG") + "')";
        browser.evaluate("new MutationObserver((changes, watch) => { if (" + button + ") { watch.disconnect(); "
                + button + ".click(); } }).observe(document.body, {childList: true, subtree: true})");
        browser.evaluate("(() => { const link = document.createElement('a'); link.href = '/explore" + query
                + "'; document.body.append(link); link.click(); link.remove(); })()");
        Path file = download("PNG");
        assertPicture(Files.readAllBytes(file));
        Files.delete(file);
    }

    @Test
    void a_cell_of_a_csv_is_no_formula_however_it_begins() {
        open("?genres=");
        // As CsvTest has them for the server's own files.
        String rows =
                "['=1', '+1', '-1', '@1', '\\t1', '\\r1', '\\n1', '＝1', '＋1', '－1', '＠1', '1=', ' 1', -1].map(each => [each])";
        browser.evaluate("import('/web/explore/download.js').then(({csvFile}) => csvFile('cells', " + rows
                + ").blob.text()).then(text => { window.cells = text; })");
        browser.await("window.cells");
        assertThat(browser.evaluate("window.cells").asText())
                .isEqualTo(
                        "'=1\r\n'+1\r\n'-1\r\n'@1\r\n'\t1\r\n\"'\r1\"\r\n\"'\n1\"\r\n'＝1\r\n'＋1\r\n'－1\r\n'＠1\r\n1=\r\n\" 1\"\r\n-1\r\n");
    }

    private static String csv() throws IOException {
        return new String(saved("CSV"), UTF_8);
    }

    /** What a button saves. */
    private static byte[] saved(String button) throws IOException {
        browser.clickOn("document.querySelector('" + downloading(button) + "')");
        Path file = download(button);
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        return content;
    }

    private static String downloading(String button) {
        return "button[aria-label^=\"" + button + ": download\"]";
    }

    /** What a button has saved: the only file in the folder of downloads. */
    private static Path download(String button) {
        String suffix = "." + button.toLowerCase(Locale.ROOT);
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            try (var files = Files.list(downloads)) {
                                return files.filter(each -> each.toString().endsWith(suffix))
                                        .findFirst()
                                        .orElse(null);
                            }
                        },
                        Objects::nonNull);
    }

    /** A PNG in which something has been drawn. */
    private static void assertPicture(byte[] file) throws IOException {
        assertThat(file).startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file));
        int[] colours = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        assertThat(IntStream.of(colours).distinct().count()).isGreaterThan(10);
    }

    @Test
    void the_contract_can_be_read_in_a_page_and_its_policy_keeps_nothing_back() {
        browser.open(address + "/docs");
        browser.await("document.querySelectorAll('.opblock-summary').length >= 13");
        browser.click(".opblock-summary-control").await("document.querySelector('.opblock.is-open input')");
    }

    @Test
    void the_dashboard_links_to_it() {
        browser.open(address + "/");
        browser.await("document.getElementById('explore').checkVisibility()");
        browser.click("#explore a").await(says("results", "artists"));
    }

    private static void writeDump() throws IOException {
        write("artists", """
                <artist><id>1</id><name>Björk</name><realname>Björk Guðmundsdóttir</realname>\
                <profile>Singer of [a2], see [url=javascript:alert(1)]this[/url].</profile>\
                <urls><url>javascript:alert(1)</url><url>https://bjork.com/</url></urls>\
                <groups><name id="2">The Sugarcubes</name></groups></artist>
                <artist><id>2</id><name>The Sugarcubes</name><members><id>1</id><name id="1">Björk</name></members></artist>
                <artist><id>3</id><name>%s</name></artist>
                <artist><id>4</id><name>\u00a0</name></artist>
                """.formatted(escaped(HOSTILE)));
        write("labels", "<label><id>5</id><name>One Little Indian</name></label>");
        write(
                "masters",
                "<master id=\"10\"><main_release>1</main_release><artists><artist><id>1</id><name>Björk</name></artist></artists>"
                        + "<genres><genre>Electronic</genre></genres><styles><style>House</style></styles><year>1993</year>"
                        + "<title>Debut</title></master>");
        write(
                "releases",
                IntStream.rangeClosed(1, RELEASES)
                        .mapToObj(ExplorerTest::release)
                        .collect(Collectors.joining("\n", "", "\n" + FULL_RELEASE)));
    }

    private static String release(int id) {
        String guest = id == 2 ? "<artist><id>3</id><name>" + escaped(HOSTILE) + "</name></artist>" : "";
        return """
                <release id="%d" status="Accepted"><artists><artist><id>1</id><name>Björk</name></artist>%s</artists>\
                <title>%s</title><labels><label name="One Little Indian" catno="TPLP 31" id="5"/></labels>\
                <genres><genre>Electronic</genre></genres><styles><style>House</style></styles><released>%d</released>\
                <tracklist><track><position>A</position><title>Östermalm</title><duration>4:45</duration>\
                <sub_tracks><track><position>A.1</position><title>Vasastaden</title></track></sub_tracks></track></tracklist>\
                </release>""".formatted(id, guest, id == 2 ? "=1+1 Debut" : "Debut " + id, 1993 + id % 10);
    }

    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void write(String type, String records) throws IOException {
        Path file = dump.resolve("discogs_20260801_" + type + ".xml.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(("<" + type + ">\n" + records + "\n</" + type + ">").getBytes(UTF_8));
        }
    }
}
