package org.discogsography.table;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.discogsography.settings.Port;
import org.discogsography.settings.SettingException;

/**
 * The address of PostgreSQL: {@code localhost} or {@code localhost:5432}, or several with commas between: a primary and its replicas. The
 * default port is 5432.
 */
public record PostgresAddress(List<Host> hosts) {

    // An IPv6 address is in brackets, because of its colons.
    private static final Pattern ADDRESS = Pattern.compile("([\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /** One server. */
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    public PostgresAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * Parses an address.
     *
     * @throws SettingException if it is invalid; the message names the setting, and does not repeat the text, which may be
     *     a URL with a password
     */
    public static PostgresAddress parse(String text) {
        List<Host> hosts = Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .map(PostgresAddress::host)
                .toList();
        if (new HashSet<>(hosts).size() < hosts.size()) {
            throw refused("a host is in it twice");
        }
        return new PostgresAddress(hosts);
    }

    private static Host host(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            throw refused("for example localhost, db.example:5433, [::1]:5432, or a:5432,b:5432");
        }
        int port = address.group(2) == null ? 5432 : Integer.parseInt(address.group(2));
        Port.refusal(port).ifPresent(why -> {
            throw refused(why);
        });
        return new Host(address.group(1), port);
    }

    private static SettingException refused(String why) {
        return new SettingException(
                "POSTGRES_ADDRESS (postgres.address) must be host or host:port, or several with commas between: "
                        + why);
    }

    @Override
    public String toString() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    }
}
