package org.discogsography.broker;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.discogsography.settings.Port;
import org.discogsography.settings.SettingException;

/**
 * Where the broker is and how to log in, as {@code amqp://user:password@host:port/vhost} (or {@code amqps://}) says it.
 * The nodes of a cluster are separated by commas: {@code amqp://user:password@a:5672,b:5672/vhost}, or as several whole addresses
 * that differ in the host only. An empty path means the vhost {@code /}, as in the Python clients; RabbitMQ's own Java client takes it
 * for a vhost with an empty name.
 */
public record AmqpAddress(boolean tls, List<Host> hosts, String vhost, String username, String password) {

    private static final String SETTING = "AMQP_CONNECTION (amqp.connection)";

    private static final Pattern WHOLE_ADDRESSES = Pattern.compile(",\\s*(?=amqps?://)");

    /** What stands before the hosts, the hosts, and what stands behind them. A password may have a comma, but no slash. */
    private static final Pattern PARTS = Pattern.compile("([^/]*//(?:[^/?#]*@)?)([^/?#]*)(.*)", Pattern.DOTALL);

    /** Login, host and port. Of a host with an underscore, as containers may have, {@link URI} tells none of them. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<login>[^@]*)@)?(?<host>[\\w.-]+|\\[[^\\]]+])(?::(?<port>\\d{0,9}))?");

    /** One node. */
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    public AmqpAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads an address.
     *
     * @throws SettingException naming the setting, and never repeating the password, if it is invalid
     */
    public static AmqpAddress parse(String text) {
        List<AmqpAddress> all = Arrays.stream(WHOLE_ADDRESSES.split(text.trim(), -1))
                .flatMap(AmqpAddress::ofEachHost)
                .map(AmqpAddress::parseOne)
                .toList();
        AmqpAddress first = all.get(0);
        List<Host> hosts = new ArrayList<>();
        for (AmqpAddress next : all) {
            hosts.addAll(next.hosts);
            if (!next.with(first.hosts).equals(first)) {
                throw refused(
                        "its addresses differ in more than the host, they must have the same user name, password, "
                                + "vhost and amqp:// or amqps://");
            }
        }
        if (new HashSet<>(hosts).size() < hosts.size()) {
            throw refused("a host is in it twice");
        }
        return first.with(hosts);
    }

    private AmqpAddress with(List<Host> others) {
        return new AmqpAddress(tls, others, vhost, username, password);
    }

    private static Stream<String> ofEachHost(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Stream.of(text);
        }
        return Arrays.stream(parts.group(2).split(",", -1)).map(host -> parts.group(1) + host.strip() + parts.group(3));
    }

    private static AmqpAddress parseOne(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // The exception's own message repeats the whole text, password included.
            throw refused("not an address");
        }
        String authority = Objects.toString(uri.getRawAuthority(), "");
        // What was meant for the login would be taken for the vhost, which is logged.
        if (text.indexOf('@') != text.lastIndexOf('@') || (text.contains("@") && !authority.contains("@"))) {
            throw refused("a / ? # or @ in the user name or the password has to be escaped: %2F %3F %23 %40");
        }
        boolean tls = "amqps".equals(uri.getScheme());
        if (!tls && !"amqp".equals(uri.getScheme())) {
            throw refused("it does not begin with amqp:// or amqps://");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw refused("no host, or a port that is not a number, in it");
        }
        String digits = Objects.toString(parts.group("port"), "");
        int port = digits.isEmpty() ? (tls ? 5671 : 5672) : Integer.parseInt(digits);
        Port.refusal(port).ifPresent(why -> {
            throw refused(why);
        });
        String login = parts.group("login");
        String[] words = login == null ? new String[0] : login.split(":", 2);
        return new AmqpAddress(
                tls,
                List.of(new Host(parts.group("host"), port)),
                vhost(uri.getRawPath()),
                words.length > 0 ? decode(words[0]) : "guest",
                words.length > 1 ? decode(words[1]) : "guest");
    }

    private static String vhost(String rawPath) {
        if (rawPath == null || rawPath.length() < 2) {
            return "/";
        }
        String name = rawPath.substring(1);
        if (name.contains("/")) {
            throw refused("the vhost holds a slash, which has to be written as %2F");
        }
        return decode(name);
    }

    private static String decode(String text) {
        // URLDecoder is made for forms, where a plus is a space; in an address it is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static SettingException refused(String why) {
        return new SettingException(SETTING + " must look like amqp://user:password@host:5672/vhost: " + why);
    }

    /** Without the login, so that it can be logged. */
    @Override
    public String toString() {
        return toString(hosts);
    }

    /** The same for one of its hosts, the one in use. */
    String toString(Host host) {
        return toString(List.of(host));
    }

    private String toString(List<Host> some) {
        return (tls ? "amqps://" : "amqp://")
                + some.stream().map(Host::toString).collect(Collectors.joining(","))
                + " vhost " + vhost;
    }
}
