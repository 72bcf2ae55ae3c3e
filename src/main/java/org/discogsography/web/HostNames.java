package org.discogsography.web;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that a server answers to. A page of another site can point its own name at this machine's address (DNS
 * rebinding), and its visitor's browser takes what answers there for a part of that site. Such a name is one of a public
 * domain, so that nobody can do it with an address, with {@code localhost} or with a name without a full stop, which is how
 * containers call each other: these are answered always. Other names have to be listed.
 *
 * @param listed in lower case
 */
record HostNames(Set<String> listed) {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    HostNames {
        listed = Set.copyOf(listed);
    }

    /** Whether a {@code Host} header names this server. */
    boolean contain(String header) {
        Matcher host = HOST.matcher(header);
        if (!host.matches()) {
            return false;
        }
        String name = host.group(1).toLowerCase(Locale.ROOT);
        return !name.contains(".")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches()
                || listed.contains(name);
    }
}
