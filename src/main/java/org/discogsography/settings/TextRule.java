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

/** Text of a form. */
record TextRule(String accepted, Predicate<String> form, boolean isShown) implements Rule {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.?");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?");
    private static final Pattern DOTTED = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    private static final Set<String> HTTP = Set.of("http", "https");

    private TextRule(String accepted, Predicate<String> form) {
        this(accepted, form, true);
    }

    @Override
    public boolean takes(String value) {
        return form.test(value);
    }

    /** Text that a regular expression describes. */
    static Rule text(String accepted, String expression) {
        return new TextRule(
                accepted, Pattern.compile(expression, Pattern.DOTALL).asMatchPredicate());
    }

    static Rule anyText() {
        return new TextRule("any text", text -> true);
    }

    /** Text of a limited length in UTF-8. */
    static Rule bytes(int most) {
        return new TextRule(
                "text of 1 to " + most + " bytes",
                text -> !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= most);
    }

    static Rule folder() {
        return new TextRule("a folder", text -> !text.isEmpty() && isPath(text));
    }

    static Rule folderOrNone() {
        return new TextRule("a folder, or empty", text -> text.isEmpty() || isPath(text));
    }

    static Rule fileOrNone() {
        return new TextRule("a file, or empty", text -> text.isEmpty() || isPath(text));
    }

    /** A password that nobody guesses. */
    static Rule password(int least) {
        return new TextRule(
                "empty, or text of " + least + " characters or more",
                text -> text.isEmpty() || text.length() >= least,
                false);
    }

    /** A token for an {@code Authorization} header, in which every client can send printable ASCII and nothing else. */
    static Rule bearerToken(int least) {
        return new TextRule(
                "empty, or " + least + " or more letters, digits and signs of ASCII, without a space",
                text -> text.isEmpty() || text.matches("[!-~]{" + least + ",}"),
                false);
    }

    static Rule host() {
        return new TextRule("the name or the address of a host", TextRule::isHost);
    }

    static Rule hosts() {
        return new TextRule("names of hosts with commas between, or empty", text -> all(text, TextRule::isHost));
    }

    static Rule serviceAddresses() {
        return new TextRule(
                "addresses like http://host:8001 without a path, with commas between, or empty",
                text -> all(text, TextRule::isServiceAddress),
                false);
    }

    /** What a browser sends as the origin of a page, which never ends with a slash. */
    static Rule origins() {
        return new TextRule(
                "origins like http://host:8080 without a / at the end, with commas between, or empty",
                text -> all(text, TextRule::isOrigin),
                false);
    }

    /** The address of a host to download from: over TLS, unless it is this machine. */
    static Rule downloadAddress() {
        return new TextRule(
                "an address like https://host/ without a user name; http:// only for 127.0.0.1, [::1] or localhost",
                TextRule::isDownloadAddress,
                false);
    }

    /** The address of a server; the package of that server parses it, and gives the reason for a refusal. */
    static Rule address(String example) {
        return new TextRule("like " + example, text -> !text.isEmpty(), false);
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

    private static boolean all(String list, Predicate<String> form) {
        return list.isEmpty()
                || Arrays.stream(list.split(",", -1)).map(String::strip).allMatch(form);
    }

    private static boolean isServiceAddress(String text) {
        return isOrigin(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    private static boolean isOrigin(String text) {
        if (!isHttpAddress(text)) {
            return false;
        }
        URI uri = URI.create(text);
        return text.equals(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static boolean isDownloadAddress(String text) {
        if (!isHttpAddress(text)) {
            return false;
        }
        URI uri = URI.create(text);
        return uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getScheme().equals("https")
                        || LOOPBACK.matcher(uri.getHost()).matches());
    }

    private static boolean isHttpAddress(String text) {
        try {
            var uri = new URI(text);
            return uri.getScheme() != null
                    && HTTP.contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= Port.MOST
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
