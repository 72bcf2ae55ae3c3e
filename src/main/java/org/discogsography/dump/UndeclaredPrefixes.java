package org.discogsography.dump;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** Prefixes of elements and attributes that a file uses and does not declare. They are declared for it, each once. */
final class UndeclaredPrefixes {

    /** So many are declared at most, one after the other. */
    private static final int MOST = 100;

    /** How the XML parser tells that an element or an attribute has a prefix that is not declared. */
    private static final Pattern UNBOUND_PREFIX = Pattern.compile("Unbound namespace prefix '([^']+)'");

    private final Set<String> declared = new HashSet<>();

    /** The prefix to be declared; empty if the parser failed for another reason, or it was declared before. */
    Optional<String> declare(XMLStreamException e) {
        var unbound = UNBOUND_PREFIX.matcher(String.valueOf(e.getMessage()));
        boolean isNew = unbound.find() && declared.size() < MOST && declared.add(unbound.group(1));
        return isNew ? Optional.of(unbound.group(1)) : Optional.empty();
    }

    /** The root's start tag, and what is before it, with the prefix declared. */
    static byte[] declared(byte[] rootStart, String prefix) {
        var tag = new String(rootStart, StandardCharsets.UTF_8);
        var declaration = " xmlns:" + prefix + "=\"undeclared:" + prefix + "\">";
        return (tag.substring(0, tag.length() - 1) + declaration).getBytes(StandardCharsets.UTF_8);
    }
}
