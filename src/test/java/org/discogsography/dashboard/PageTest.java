package org.discogsography.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's files keep to its Content-Security-Policy, and need nothing from elsewhere. */
class PageTest {

    private static final Path FOLDER = Path.of("src/main/resources/web");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\"'\\s)]+");
    private static final String SVG = "http://www.w3.org/2000/svg";

    private final Map<String, String> files = files();

    @Test
    void itNamesOnlyFilesThatAreThereAndUsesAllThatAre() {
        var named = new TreeSet<String>();
        named.add("index.html");
        find("(?:href|src)=\"/web/([^\"#]+)\"", "index.html").forEach(named::add);
        files.keySet().stream().filter(file -> file.endsWith(".js")).forEach(file -> find("from '\\./([^']+)'", file)
                .forEach(named::add));
        // The icon of each state, whose name status-banner.js puts together.
        assertTrue(files.get("status-banner.js").contains("`/web/favicon-${level}.svg`"));
        find("^const ORDER = \\[([^\\]]+)\\]", "system-status.js").stream()
                .flatMap(levels -> Pattern.compile("'(\\w+)'").matcher(levels).results())
                .forEach(level -> named.add("favicon-" + level.group(1) + ".svg"));
        assertEquals(files.keySet(), named);
    }

    @Test
    void nothingComesFromElsewhere() {
        files.forEach((file, text) -> assertEquals(
                List.of(),
                ADDRESS.matcher(text)
                        .results()
                        .map(found -> found.group())
                        .filter(address -> !address.equals(SVG))
                        .toList(),
                file));
        files.forEach((file, text) -> assertFalse(text.contains("@import") || text.contains("url("), file));
    }

    @Test
    void nothingIsInlineThatThePolicyForbids() {
        assertEquals(List.of(), find("(<script(?![^>]* src=)[^>]*>)", "index.html"));
        for (String file : files.keySet()) {
            if (file.endsWith(".html") || file.endsWith(".svg")) {
                assertEquals(List.of(), find("(<style|\\sstyle=|\\son\\w+=|javascript:)", file), file);
            }
        }
    }

    /** Reasons, file names and errors come from elsewhere: they are only ever text. */
    @Test
    void textsFromServersNeverBecomeMarkup() {
        for (String file : files.keySet()) {
            if (file.endsWith(".js")) {
                assertEquals(
                        List.of(),
                        find(
                                "(innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\\.write|DOMParser|createContextualFragment"
                                        + "|\\beval\\(|new Function|srcdoc)",
                                file),
                        file);
            }
        }
    }

    private List<String> find(String pattern, String file) {
        List<String> found = new ArrayList<>();
        Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(files.get(file))
                .results()
                .forEach(result -> found.add(result.group(1)));
        return found;
    }

    private static Map<String, String> files() {
        try (var list = Files.list(FOLDER)) {
            var files = new TreeMap<String, String>();
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
