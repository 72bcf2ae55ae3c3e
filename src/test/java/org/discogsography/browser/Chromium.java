package org.discogsography.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The installed Chromium with one page in it, without a window: it opens addresses, is clicked and typed into as by a user,
 * and tells what it shows, what went wrong in it and what it asked for.
 *
 * <p>Each has an empty profile of its own. To be used by one thread, and closed.
 */
public final class Chromium implements AutoCloseable {

    /** System property with Chromium's path, for installations in another place. */
    public static final String EXECUTABLE_PROPERTY = "chromium.executable";

    private static final Path EXECUTABLE = Path.of(System.getProperty(EXECUTABLE_PROPERTY, "/usr/bin/chromium"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHIFT = 8;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> preferences = new HashMap<>();
    private final ChromiumProcess process;
    private final DevTools page;

    private Chromium(ChromiumProcess process) throws IOException, InterruptedException {
        this.process = process;
        HttpClient client = HttpClient.newHttpClient();
        var list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + "/json/list"))
                .build();
        String pages = client.send(list, HttpResponse.BodyHandlers.ofString()).body();
        for (JsonNode target : JSON.readTree(pages)) {
            if (target.path("type").asText().equals("page")) {
                URI address = URI.create(target.path("webSocketDebuggerUrl").asText());
                page = new DevTools(client, address, this::happened);
                return;
            }
        }
        throw new IllegalStateException("Chromium has no page: " + pages);
    }

    /** Skips the test that asks, or fails it in a build (CI=true), where no Chromium is installed. */
    public static void require() {
        if (Files.isExecutable(EXECUTABLE)) {
            return;
        }
        String why = "no Chromium on this machine (install the package chromium, or name its executable with -D"
                + EXECUTABLE_PROPERTY + "=<path>)";
        if (Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")))) {
            fail("CI is true, and this test would be skipped: " + why);
        }
        abort("skipped: " + why);
    }

    /** A new one with an empty page, 1280 by 800 pixels and light. Skips or fails where there is none, as {@link #require}. */
    public static Chromium start() {
        require();
        ChromiumProcess process = ChromiumProcess.start(EXECUTABLE);
        try {
            var chromium = new Chromium(process);
            for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
                chromium.page.call(domain + ".enable");
            }
            chromium.size(1280, 800);
            chromium.dark(false);
            return chromium;
        } catch (IOException e) {
            process.close();
            throw new UncheckedIOException("Chromium's page is out of reach", e);
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Chromium started", e);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private void happened(String event, JsonNode what) {
        switch (event) {
            case "Runtime.exceptionThrown" -> {
                JsonNode details = what.path("exceptionDetails");
                errors.add(details.path("exception")
                        .path("description")
                        .asText(details.path("text").asText()));
            }
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "assert").contains(what.path("type").asText())) {
                    var line = new StringBuilder("console:");
                    what.path("args").forEach(part -> line.append(' ')
                            .append(part.path("value")
                                    .asText(part.path("description").asText())));
                    errors.add(line.toString());
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = what.path("entry");
                if (entry.path("level").asText().equals("error")) {
                    errors.add(entry.path("text").asText() + " "
                            + entry.path("url").asText());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(what.path("request").path("url").asText());
            case "Network.webSocketCreated" -> requests.add(what.path("url").asText());
            default -> {}
        }
    }

    /** How large the page is shown, in pixels. Less than 600 wide it is a phone: it can be touched, and honours its viewport. */
    public Chromium size(int width, int height) {
        boolean phone = width < 600;
        page.call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.parameters()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", phone));
        page.call("Emulation.setTouchEmulationEnabled", DevTools.parameters().put("enabled", phone));
        return this;
    }

    /** Whether its user prefers a dark page. */
    public Chromium dark(boolean dark) {
        prefers("prefers-color-scheme", dark ? "dark" : "light");
        return this;
    }

    /** Whether its user prefers a page without motion, which is what a screenshot wants as well. */
    public Chromium still(boolean still) {
        prefers("prefers-reduced-motion", still ? "reduce" : "no-preference");
        return this;
    }

    private void prefers(String feature, String value) {
        preferences.put(feature, value);
        var parameters = DevTools.parameters();
        var features = parameters.putArray("features");
        preferences.forEach(
                (name, chosen) -> features.addObject().put("name", name).put("value", chosen));
        page.call("Emulation.setEmulatedMedia", parameters);
    }

    /** Goes to an address, and returns when the page and what it names is loaded. Throws where nothing answers. */
    public Chromium open(String address) {
        JsonNode answer = page.call("Page.navigate", DevTools.parameters().put("url", address));
        if (answer.hasNonNull("errorText")) {
            throw new IllegalStateException(
                    address + " did not open: " + answer.get("errorText").asText());
        }
        return await("document.readyState === 'complete'");
    }

    /**
     * What an expression, or a promise of it, comes to in the page, as JSON; a missing node where it is {@code undefined}.
     *
     * @throws IllegalStateException where it throws
     */
    public JsonNode evaluate(String expression) {
        JsonNode answer = page.call(
                "Runtime.evaluate",
                DevTools.parameters()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true)
                        .put("userGesture", true));
        if (answer.has("exceptionDetails")) {
            JsonNode details = answer.get("exceptionDetails");
            throw new IllegalStateException(expression + ": "
                    + details.path("exception")
                            .path("description")
                            .asText(details.path("text").asText()));
        }
        return answer.path("result").path("value");
    }

    /** The text that an element shows. Throws where there is none. */
    public String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                .asText();
    }

    /** Returns when an expression has become true in the page; within a minute. */
    public Chromium await(String expression) {
        return await(expression, PATIENCE);
    }

    /** Returns when an expression has become true in the page; throws with what the page shows where it does not. */
    public Chromium await(String expression, Duration most) {
        try {
            Awaitility.await()
                    .atMost(most)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isTrue(expression));
            return this;
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "Not so within " + most.toSeconds() + " s: " + expression + "\nThe page's errors: " + errors
                            + "\nThe page shows:\n"
                            + evaluate("document.body && document.body.innerText")
                                    .asText(),
                    e);
        }
    }

    /** While a page is being left an expression has nowhere to run, and in a page that is not there yet it may throw. */
    private boolean isTrue(String expression) {
        try {
            return evaluate("Boolean(" + expression + ")").asBoolean();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Clicks with the mouse on the middle of the first element that a CSS selector finds, when it is there. */
    public Chromium click(String selector) {
        return clickOn("document.querySelector(" + quoted(selector) + ")");
    }

    /** Clicks on the element that an expression comes to, when it is there, shown and not covered by another. */
    public Chromium clickOn(String element) {
        String middle = "(() => { const e = " + element + "; if (!e) return null;"
                + " e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});"
                + " const r = e.getBoundingClientRect(); if (!r.width || !r.height) return null;"
                + " const x = r.x + r.width / 2, y = r.y + r.height / 2;"
                + " const top = document.elementFromPoint(x, y);"
                + " return top && (e.contains(top) || top.contains(e)) ? {x, y} : null; })()";
        await(middle);
        JsonNode at = evaluate(middle);
        mouse("mouseMoved", at, 0);
        mouse("mousePressed", at, 1);
        mouse("mouseReleased", at, 1);
        return this;
    }

    private void mouse(String type, JsonNode at, int clicks) {
        page.call(
                "Input.dispatchMouseEvent",
                DevTools.parameters()
                        .put("type", type)
                        .put("x", at.path("x").asDouble())
                        .put("y", at.path("y").asDouble())
                        .put("button", clicks == 0 ? "none" : "left")
                        .put("clickCount", clicks));
    }

    /** Writes a text into what has the focus. */
    public Chromium type(String text) {
        page.call("Input.insertText", DevTools.parameters().put("text", text));
        return this;
    }

    /** Presses a key and lets it go. */
    public Chromium press(Key key) {
        return press(key, 0);
    }

    /** Presses a key with the shift key. */
    public Chromium pressWithShift(Key key) {
        return press(key, SHIFT);
    }

    private Chromium press(Key key, int modifiers) {
        for (String type : List.of("keyDown", "keyUp")) {
            var event = DevTools.parameters()
                    .put("type", type)
                    .put("modifiers", modifiers)
                    .put("key", key.key())
                    .put("code", key.code())
                    .put("windowsVirtualKeyCode", key.keyCode());
            if (type.equals("keyDown") && !key.text().isEmpty()) {
                event.put("text", key.text());
            }
            page.call("Input.dispatchKeyEvent", event);
        }
        return this;
    }

    /** What the page looks like, as PNG, in the size that it is shown in. */
    public byte[] screenshot() {
        JsonNode answer =
                page.call("Page.captureScreenshot", DevTools.parameters().put("format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asText());
    }

    /** What the page looks like, as a PNG file; its folder is made. */
    public Chromium screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, screenshot());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What went wrong in its pages since it started: exceptions, errors on the console, what could not be loaded. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** The addresses that its pages asked for since it started. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** A text as a literal in an expression. */
    public static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        page.close();
        process.close();
    }
}
