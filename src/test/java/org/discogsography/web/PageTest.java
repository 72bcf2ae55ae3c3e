package org.discogsography.web;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the pages keep to their Content-Security-Policy, and need nothing from elsewhere. */
class PageTest {

    private static final Path FOLDER = Path.of("src/main/resources/web");
    private static final Set<String> PAGES = Set.of("index.html", "explore.html");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\"'\\s)]+");
    private static final String SVG = "http://www.w3.org/2000/svg";

    /** The site that the pages of records link to. */
    private static final String DISCOGS = "https://www.discogs.com/";

    private final Map<String, String> files = files();

    @Test
    void theyNameOnlyFilesThatAreThereAndUseAllThatAre() {
        var named = new TreeSet<>(PAGES);
        PAGES.forEach(page -> named.addAll(find("(?:href|src)=\"/web/([^\"#]+)\"", page)));
        files.keySet().stream().filter(file -> file.endsWith(".js")).forEach(file -> find("from '(\\.[^']+)'", file)
                .forEach(imported -> named.add(Path.of("/" + file)
                        .resolveSibling(imported)
                        .normalize()
                        .toString()
                        .substring(1))));
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
                        .filter(address -> !(address.equals(DISCOGS) && file.equals("explore/links.js")))
                        .toList(),
                file));
        files.forEach((file, text) -> assertFalse(text.contains("@import") || text.contains("url("), file));
    }

    @Test
    void nothingIsInlineThatThePolicyForbids() {
        PAGES.forEach(page -> assertEquals(List.of(), find("(<script(?![^>]* src=)[^>]*>)", page), page));
        for (String file : files.keySet()) {
            if (file.endsWith(".html") || file.endsWith(".svg")) {
                assertEquals(List.of(), find("(<style|\\sstyle=|\\son\\w+=|javascript:)", file), file);
            }
        }
    }

    /** Names, reasons, file names and errors come from elsewhere: they are only ever text. */
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
        try (var all = Files.walk(FOLDER)) {
            var files = new TreeMap<String, String>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(FOLDER.relativize(file).toString(), Files.readString(file));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
