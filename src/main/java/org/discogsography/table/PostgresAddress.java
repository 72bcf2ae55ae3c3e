package org.discogsography.table;

/** Where PostgreSQL is: {@code host} or {@code host:port}; the port is 5432 unless said otherwise. */
public record PostgresAddress(String host, int port) {

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException naming the setting where it makes no sense
     */
    public static PostgresAddress parse(String text) {
        String address = text.trim();
        int colon = address.lastIndexOf(':');
        // The colons of an IPv6 address stand in brackets: [::1]:5432.
        boolean port = colon > address.lastIndexOf(']');
        String host = port ? address.substring(0, colon) : address;
        if (host.isEmpty() || host.contains("/") || host.chars().anyMatch(Character::isWhitespace)) {
            throw refused(text, "no host in it");
        }
        if (host.contains(":") && !host.startsWith("[")) {
            throw refused(text, "an IPv6 address has to stand in brackets");
        }
        return new PostgresAddress(host, port ? port(text, address.substring(colon + 1)) : 5432);
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Refused below, in words that name the setting.
        }
        throw refused(text, "the port is not a number between 1 and 65535");
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException(
                "POSTGRES_ADDRESS (postgres.address) must be host or host:port, it is '" + text + "': " + why);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
