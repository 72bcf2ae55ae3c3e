package org.discogsography.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.settings.SettingException;

/** The address of PostgreSQL: {@code host} or {@code host:port}. The default port is 5432. */
public record PostgresAddress(String host, int port) {

    // An IPv6 address is in brackets, because of its colons.
    private static final Pattern ADDRESS = Pattern.compile("([\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /**
     * Parses an address.
     *
     * @throws SettingException if it is invalid; the message names the setting, and does not repeat the text, which may be
     *     a URL with a password
     */
    public static PostgresAddress parse(String text) {
        Matcher address = ADDRESS.matcher(text.trim());
        if (!address.matches()) {
            throw refused("for example localhost, db.example:5433 or [::1]:5432");
        }
        int port = address.group(2) == null ? 5432 : Integer.parseInt(address.group(2));
        if (port < 1 || port > 65535) {
            throw refused("port " + port + " is not between 1 and 65535");
        }
        return new PostgresAddress(address.group(1), port);
    }

    private static SettingException refused(String why) {
        return new SettingException("POSTGRES_ADDRESS (postgres.address) must be host or host:port: " + why);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
