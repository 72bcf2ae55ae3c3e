package org.discogsography.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.settings.SettingException;

/** Where PostgreSQL is: {@code host} or {@code host:port}; the port is 5432 unless said otherwise. */
public record PostgresAddress(String host, int port) {

    // An IPv6 address stands in brackets, for its colons.
    private static final Pattern ADDRESS = Pattern.compile("([\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /**
     * Reads an address.
     *
     * @throws SettingException naming the setting where it makes no sense; the text is not repeated, for what is
     *     no address may be a URL with a password in it
     */
    public static PostgresAddress parse(String text) {
        Matcher address = ADDRESS.matcher(text.trim());
        if (!address.matches()) {
            throw refused("localhost, db.example:5433 or [::1]:5432, say");
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
