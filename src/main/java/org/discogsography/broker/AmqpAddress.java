package org.discogsography.broker;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.discogsography.settings.SettingException;

/**
 * Where the broker is and how to log in, as {@code amqp://user:password@host:port/vhost} (or {@code amqps://}) says it.
 * An empty path means the vhost {@code /}, as in the Python clients; RabbitMQ's own Java client takes it for a vhost
 * with an empty name.
 */
public record AmqpAddress(boolean tls, String host, int port, String vhost, String username, String password) {

    private static final String SETTING = "AMQP_CONNECTION (amqp.connection)";

    /**
     * Reads an address.
     *
     * @throws SettingException naming the setting, and never repeating the password, where it makes no sense
     */
    public static AmqpAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text.trim());
        } catch (URISyntaxException e) {
            // The exception's own message repeats the whole text, password included.
            throw refused("not an address");
        }
        boolean tls = "amqps".equals(uri.getScheme());
        if (!tls && !"amqp".equals(uri.getScheme())) {
            throw refused("it does not begin with amqp:// or amqps://");
        }
        if (uri.getHost() == null) {
            throw refused("no host, or a port that is not a number, in it");
        }
        int port = uri.getPort() == -1 ? (tls ? 5671 : 5672) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw refused("port " + port + " is not between 1 and 65535");
        }
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new AmqpAddress(
                tls,
                uri.getHost(),
                port,
                vhost(uri.getRawPath()),
                login.length > 0 ? decode(login[0]) : "guest",
                login.length > 1 ? decode(login[1]) : "guest");
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
        return (tls ? "amqps://" : "amqp://") + host + ":" + port + " vhost " + vhost;
    }
}
