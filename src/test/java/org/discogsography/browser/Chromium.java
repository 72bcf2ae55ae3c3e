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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Controls the installed Chromium, headless, with one page: opens addresses, clicks and types like a user, and returns what
 * the page shows, its errors, and the addresses that it requested.
 *
 * <p>Each instance has an empty profile of its own. For one thread. Close it after use.
 */
public final class Chromium implements AutoCloseable {

    /** System property with the path of Chromium, if it is installed in another place. */
    public static final String EXECUTABLE_PROPERTY = "chromium.executable";

    private static final Path EXECUTABLE = Path.of(System.getProperty(EXECUTABLE_PROPERTY, "/usr/bin/chromium"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHIFT = 8;
    /** Roles of the accessibility tree. */
    private static final Set<String> CONTROLS = Set.of(
            "button",
            "checkbox",
            "combobox",
            "ComboBoxMenuButton",
            "ComboBoxSelect",
            "DisclosureTriangle",
            "DisclosureTriangleGrouped",
            "link",
            "listbox",
            "menuitem",
            "option",
            "popUpButton",
            "PopUpButton",
            "radio",
            "searchbox",
            "slider",
            "spinbutton",
            "switch",
            "tab",
            "textbox");

    /**
     * The middle of an element, where a click would land on it; null if there is none. From then on only that element gets the events of
     * a mouse button, until {@code window.aimed()} says whether the click has reached it.
     */
    private static final String AIM = """
            const aim = (element) => {
                if (!element) return null;
                element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
                const box = element.getBoundingClientRect();
                if (!box.width || !box.height) return null;
                const x = box.x + box.width / 2, y = box.y + box.height / 2;
                const top = document.elementFromPoint(x, y);
                // The middle of words in two lines may be beside them.
                const reached = element.contains(top) ? element : top?.contains(element) ? top : null;
                if (!reached) return null;
                window.aimed?.();
                let clicked = false;
                const guard = (event) => {
                    if (!reached.contains(event.target)) {
                        event.preventDefault();
                        event.stopImmediatePropagation();
                    } else if (event.type === 'click') {
                        clicked = true;
                    }
                };
                const types = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
                types.forEach((type) => addEventListener(type, guard, true));
                window.aimed = () => {
                    types.forEach((type) => removeEventListener(type, guard, true));
                    return clicked;
                };
                return {x, y};
            };
            """;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> preferences = new HashMap<>();
    private final ChromiumProcess process;
    private final DevTools page;

    private Chromium(ChromiumProcess process) {
        this.process = process;
        HttpClient client = HttpClient.newHttpClient();
        // It listens before it has opened its page.
        URI address = Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> addressOfThePage(client, process.port()), Objects::nonNull);
        page = new DevTools(client, address, this::happened);
    }

    /** Null if there is no page yet. */
    private static URI addressOfThePage(HttpClient client, int port) throws IOException, InterruptedException {
        var list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        String pages = client.send(list, HttpResponse.BodyHandlers.ofString()).body();
        for (JsonNode target : JSON.readTree(pages)) {
            if (target.path("type").asText().equals("page")) {
                return URI.create(target.path("webSocketDebuggerUrl").asText());
            }
        }
        return null;
    }

    /** If no Chromium is installed, skips the calling test, or fails it if CI=true. */
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

    /** Starts one with an empty page, 1280 by 800 pixels, light colours. Skips or fails the test as {@link #require} does. */
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

    /** Sets the size of the page, in pixels. A page narrower than 600 is on a phone: with touch, and honouring its viewport. */
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

    /** Sets whether the user prefers dark colours. */
    public Chromium dark(boolean dark) {
        prefers("prefers-color-scheme", dark ? "dark" : "light");
        return this;
    }

    /** Sets whether the user prefers reduced motion, which also suits screenshots. */
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

    /** Saves what the page gives to download in a folder, which exists, without a question. */
    public Chromium downloadTo(Path folder) {
        page.call(
                "Browser.setDownloadBehavior",
                DevTools.parameters()
                        .put("behavior", "allow")
                        .put("downloadPath", folder.toAbsolutePath().toString()));
        return this;
    }

    /**
     * What a screen reader is told of all that a user can press, choose or type into: a line each, role and name. A line without
     * a name ends after the colon.
     */
    public List<String> controls() {
        List<String> controls = new ArrayList<>();
        for (JsonNode node : page.call("Accessibility.getFullAXTree").path("nodes")) {
            String role = node.at("/role/value").asText();
            if (CONTROLS.contains(role) && !node.path("ignored").asBoolean()) {
                controls.add((role + ": " + node.at("/name/value").asText()).strip());
            }
        }
        return controls;
    }

    /** Opens an address, and returns when the page and its resources are loaded. Throws if nothing answers. */
    public Chromium open(String address) {
        JsonNode answer = page.call("Page.navigate", DevTools.parameters().put("url", address));
        if (answer.hasNonNull("errorText")) {
            throw new IllegalStateException(
                    address + " did not open: " + answer.get("errorText").asText());
        }
        return await("document.readyState === 'complete'");
    }

    /**
     * Evaluates an expression in the page, waits for it if it is a promise, and returns the value as JSON; a missing node for
     * {@code undefined}.
     *
     * @throws IllegalStateException if the expression throws
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

    /** The visible text of an element. Throws if there is no such element. */
    public String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                .asText();
    }

    /** Waits for at most a minute until an expression is true in the page. */
    public Chromium await(String expression) {
        return await(expression, PATIENCE);
    }

    /** Waits until an expression is true in the page. On a time-out it throws, with the text of the page. */
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
                    "Not true within " + most.toSeconds() + " s: " + expression + "\nErrors of the page: " + errors
                            + "\nThe page shows:\n"
                            + evaluate("document.body && document.body.innerText")
                                    .asText(),
                    e);
        }
    }

    /** During navigation there is no page to evaluate an expression in, and in a page still loading it may throw. */
    private boolean isTrue(String expression) {
        try {
            return evaluate("Boolean(" + expression + ")").asBoolean();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Waits for the first element that matches a CSS selector, and clicks with the mouse on its middle. */
    public Chromium click(String selector) {
        return clickOn("document.querySelector(" + quoted(selector) + ")");
    }

    /**
     * Waits until the element given by an expression exists, is visible and is not covered, and clicks on it.
     *
     * <p>A page that moves or replaces the element in this very moment sees nothing of a click that would land beside it: the click
     * is made on the new place, once.
     */
    public Chromium clickOn(String element) {
        String aim = "(() => {" + AIM + " return aim(" + element + "); })()";
        await(aim);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> hits(evaluate(aim)));
            return this;
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("No click reaches " + element + "\nErrors of the page: " + errors, e);
        }
    }

    private boolean hits(JsonNode at) {
        if (!at.has("x")) {
            return false;
        }
        mouse("mouseMoved", at, 0);
        mouse("mousePressed", at, 1);
        mouse("mouseReleased", at, 1);
        try {
            JsonNode hit = evaluate("window.aimed?.()");
            // A page that the click has opened knows nothing of it.
            return hit.isMissingNode() || hit.asBoolean();
        } catch (IllegalStateException e) {
            return true; // It is being opened.
        }
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

    /** Types a text into the focused element. */
    public Chromium type(String text) {
        page.call("Input.insertText", DevTools.parameters().put("text", text));
        return this;
    }

    /** Presses and releases a key. */
    public Chromium press(Key key) {
        return press(key, 0);
    }

    /** Presses and releases a key together with the shift key. */
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

    /** A screenshot of the page, as PNG, in its current size. */
    public byte[] screenshot() {
        JsonNode answer =
                page.call("Page.captureScreenshot", DevTools.parameters().put("format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asText());
    }

    /** Writes a screenshot of the page to a PNG file, and creates the folder. */
    public Chromium screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, screenshot());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All errors since the start: exceptions, errors on the console, resources that could not be loaded. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** All addresses requested since the start. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** A text as a literal for an expression. */
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
