package org.discogsography.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the README and the pages in docs/ tell their readers to type. */
final class Docs {

    private Docs() {}

    /** The first group of each match, in all pages. */
    static List<String> found(String pattern) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            List<Path> pages = Stream.concat(Stream.of(Path.of("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            for (Path page : pages) {
                found.addAll(found(page, pattern));
            }
        }
        if (found.isEmpty()) {
            throw new AssertionError("the docs have nothing like " + pattern);
        }
        return found;
    }

    /** The first group of each match, in one page. */
    static List<String> found(Path page, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** The blocks of code in a language. */
    static List<String> blocks(String language) throws IOException {
        return found("(?ms)^ *```" + language + "\\n(.*?)^ *```");
    }
}
