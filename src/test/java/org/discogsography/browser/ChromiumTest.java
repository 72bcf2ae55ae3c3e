package org.discogsography.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChromiumTest {

    private static final String PAGE = """
            <!doctype html><meta name=viewport content="width=device-width"><title>Trial</title>
            <style>body { background: white } @media (prefers-color-scheme: dark) { body { background: rgb(1, 2, 3) } }</style>
            <button id=first onclick="this.textContent = event.isTrusted ? 'clicked' : 'faked'">one</button>
            <input id=name onkeydown="if (event.key === 'Enter') document.title = this.value">
            <script>setTimeout(() => document.body.append('late'), 300)</script>
            """;

    private static HttpServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        Chromium.require();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean there = exchange.getRequestURI().getPath().equals("/");
            byte[] body = (there ? PAGE : "no").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(there ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        chromium = Chromium.start();
    }

    @AfterAll
    static void end() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    private static String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Test
    void clicks_types_and_reads_the_page() {
        chromium.open(address()).click("#first");

        assertThat(chromium.text("#first")).isEqualTo("clicked");

        chromium.press(Key.TAB).type("Ünter Strom").press(Key.ENTER);

        assertThat(chromium.evaluate("document.title").asText()).isEqualTo("Ünter Strom");
        chromium.await("document.body.innerText.includes('late')");
        assertThat(chromium.evaluate("Promise.resolve({a: [1, null]})").toString())
                .isEqualTo("{\"a\":[1,null]}");
        assertThatThrownBy(() -> chromium.evaluate("nothing.of.this")).hasMessageContaining("ReferenceError");
    }

    /** As a page does whose answers come late. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // It moves away once it has been aimed at, and something else is there.
                "addEventListener('mousemove', () => first.before(Object.assign(document.createElement('button'),"
                        + " {id: 'other', textContent: 'other', onclick: () => { window.wrong = true; }})), {once: true})",
                // It is replaced by another one like it between press and release.
                "first.addEventListener('mousedown', () => { const next = first.cloneNode(true); first.replaceWith(next); })",
                // It can be pressed only later.
                "first.disabled = true; setTimeout(() => { first.disabled = false; }, 300)"
            })
    void a_click_reaches_its_element_once_although_the_page_changes_meanwhile(String change) {
        chromium.open(address())
                .evaluate(
                        "window.clicks = 0, addEventListener('click', (event) => { window.clicks += event.target.id === 'first'; })");
        chromium.evaluate("void (() => { const first = document.getElementById('first'); " + change + "; })()");

        chromium.click("#first");

        chromium.await("document.getElementById('first').textContent === 'clicked'");
        assertThat(chromium.evaluate("window.clicks").asInt()).isEqualTo(1);
        assertThat(chromium.evaluate("Boolean(window.wrong)").asBoolean()).isFalse();
    }

    @Test
    void shows_a_page_as_on_a_phone_and_in_dark_mode() {
        chromium.open(address()).size(390, 844).dark(true);

        assertThat(chromium.evaluate("innerWidth").asInt()).isEqualTo(390);
        assertThat(chromium.evaluate("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isEqualTo("rgb(1, 2, 3)");
        assertThat(chromium.screenshot()).startsWith(0x89, 'P', 'N', 'G');

        chromium.size(1280, 800).dark(false);
        assertThat(chromium.evaluate("innerWidth").asInt()).isEqualTo(1280);
    }

    @Test
    void collects_the_errors_of_a_page() {
        chromium.open(address())
                .evaluate("console.error('seen'), setTimeout(() => { throw new Error('thrown') }), fetch('/missing')");

        chromium.await("true");
        assertThat(chromium.requests()).contains(address() + "missing");
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(chromium.errors())
                .anyMatch(error -> error.contains("console: seen"))
                .anyMatch(error -> error.contains("Error: thrown"))
                .anyMatch(error -> error.contains("404")));
    }

    @Test
    void fails_if_nothing_answers() {
        assertThatThrownBy(() -> chromium.open("http://127.0.0.1:1/")).hasMessageContaining("did not open");
    }
}
