package org.discogsography.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a setting takes.
 *
 * @param accepted in words, as the end of "it must be …"
 * @param isShown whether a refused value may be repeated to whoever set it: where a password can be part of it, it may not
 */
record Rule(String accepted, Predicate<String> takes, boolean isShown) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.?");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?");
    private static final Pattern DOTTED = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
    private static final Set<String> HTTP = Set.of("http", "https");

    private Rule(String accepted, Predicate<String> takes) {
        this(accepted, takes, true);
    }

    static Rule number(int least, int most) {
        return new Rule("a whole number from " + least + " to " + most, text -> isNumber(text, least, most));
    }

    static Rule decimal(int least, int most) {
        return new Rule("a number from " + least + " to " + most, text -> isDecimal(text, least, most));
    }

    static Rule flag() {
        return new Rule("true or false", Set.of("true", "false")::contains);
    }

    static Rule oneOf(String... words) {
        return new Rule("one of " + String.join(", ", words), Set.of(words)::contains);
    }

    /** Text of a form. */
    static Rule text(String accepted, String form) {
        return new Rule(accepted, Pattern.compile(form, Pattern.DOTALL).asMatchPredicate());
    }

    static Rule folder() {
        return new Rule("a folder", text -> !text.isEmpty() && isPath(text));
    }

    static Rule folderOrNone() {
        return new Rule("a folder, or empty", text -> text.isEmpty() || isPath(text));
    }

    /** PostgreSQL's limit for a name. */
    static Rule bytes(int most) {
        return new Rule(
                "text of 1 to " + most + " bytes",
                text -> !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= most);
    }

    static Rule any() {
        return new Rule("any text", text -> true);
    }

    /** Any text, never to be shown. */
    static Rule secret() {
        return new Rule("any text", text -> true, false);
    }

    /** Text that cannot be guessed in a lifetime of guesses, or none. */
    static Rule token(int least) {
        return new Rule(
                "empty, or text of " + least + " characters or more",
                text -> text.isEmpty() || text.length() >= least,
                false);
    }

    /** A token that can be sent in an {@code Authorization} header, of which HTTP takes no other characters for sure. */
    static Rule bearerToken(int least) {
        return new Rule(
                "empty, or " + least + " or more letters, digits and signs of ASCII, without a space",
                text -> text.isEmpty() || text.matches("[!-~]{" + least + ",}"),
                false);
    }

    static Rule host() {
        return new Rule("the name or the address of a host", Rule::isHost);
    }

    static Rule hosts() {
        return new Rule("names of hosts with commas between, or empty", text -> all(text, Rule::isHost));
    }

    static Rule httpAddresses() {
        return new Rule(
                "addresses like http://host:8001 with commas between, or empty",
                text -> all(text, Rule::isHttpAddress),
                false);
    }

    /** An address whose owner looks at it more closely. */
    static Rule address(String example, Predicate<String> takes) {
        return new Rule("like " + example, takes, false);
    }

    private static boolean isNumber(String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            return value >= least && value <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDecimal(String text, int least, int most) {
        // Double also takes "1d", "0x1p3" and "NaN".
        return text.matches("[0-9]+(\\.[0-9]+)?")
                && Double.parseDouble(text) >= least
                && Double.parseDouble(text) <= most;
    }

    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        if (DOTTED.matcher(text).matches()) {
            return IPV4.matcher(text).matches();
        }
        return IPV6.matcher(text).matches()
                || (text.length() <= 253 && HOST.matcher(text).matches() && !text.contains(".."));
    }

    private static boolean all(String list, Predicate<String> takes) {
        return list.isEmpty()
                || Arrays.stream(list.split(",", -1)).map(String::strip).allMatch(takes);
    }

    private static boolean isHttpAddress(String text) {
        try {
            var uri = new URI(text);
            return uri.getScheme() != null
                    && HTTP.contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Refuses a value that the rule does not take. */
    void check(String name, String value) {
        if (!takes.test(value)) {
            throw new SettingException(
                    name + " must be " + accepted + (isShown ? ", it is '" + shortened(value) + "'" : ""));
        }
    }

    private static String shortened(String value) {
        String line = value.lines().collect(Collectors.joining(" "));
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }
}
