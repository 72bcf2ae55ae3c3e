package org.discogsography.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server answered to bytes.
 *
 * @param text all that came
 * @param isClosed whether the server ended the connection
 */
public record RawAnswer(String text, boolean isClosed) {

    /** Of the first answer; 0 where none came. */
    public int status() {
        return text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    /** A header of the first answer. */
    public Optional<String> header(String name) {
        return head().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** The lines of the first answer's head. */
    public List<String> head() {
        return Arrays.asList(text.split("\r\n\r\n", 2)[0].split("\r\n"));
    }

    /** What came after the first head. */
    public String body() {
        String[] parts = text.split("\r\n\r\n", 2);
        return parts.length < 2 ? "" : parts[1];
    }
}
