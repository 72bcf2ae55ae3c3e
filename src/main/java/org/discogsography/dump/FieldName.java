package org.discogsography.dump;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The name of an element or attribute, with the contract's rules for elements of that name.
 *
 * <p>The rules are tables and apply at every depth. Rules 1 and 3 apply to a name that is not in them.
 */
final class FieldName implements Comparable<FieldName> {

    /** Rule 2: the name of each wrapper, and the name of its items. */
    private static final Map<String, String> ITEMS = Map.ofEntries(
            Map.entry("aliases", "name"),
            Map.entry("artists", "artist"),
            Map.entry("companies", "company"),
            Map.entry("descriptions", "description"),
            Map.entry("extraartists", "artist"),
            Map.entry("formats", "format"),
            Map.entry("genres", "genre"),
            Map.entry("groups", "name"),
            Map.entry("identifiers", "identifier"),
            Map.entry("images", "image"),
            Map.entry("labels", "label"),
            Map.entry("members", "name"),
            Map.entry("namevariations", "name"),
            Map.entry("series", "series"),
            Map.entry("styles", "style"),
            Map.entry("sub_tracks", "track"),
            Map.entry("sublabels", "label"),
            Map.entry("tracklist", "track"),
            Map.entry("urls", "url"),
            Map.entry("videos", "video"));

    /** The exception to rule 3: its attributes become fields beside it, not in it, and the text {@code 0} means "none". */
    private static final String MASTER_ID = "master_id";

    /** Rule 4: in this wrapper, older dumps have the id of each item as an element before the item. */
    private static final String MEMBERS = "members";

    /** The fields of a message that are not the record's. */
    private static final Set<String> ENVELOPE = Set.of("type", "sha256");

    /** What records consist of, besides wrappers. */
    private static final Set<String> OF_RECORDS = Set.of(
            "id",
            "name",
            "title",
            "year",
            "released",
            "country",
            "status",
            "notes",
            "profile",
            "data_quality",
            "main_release",
            "master_id");

    private final String text;
    private final byte[] jsonKey;
    private final String item;
    private final FieldName inRecord;
    private final boolean taken;
    private final boolean isMembers;
    private final boolean isMasterId;

    FieldName(String text) {
        this.text = text;
        this.isMembers = text.equals(MEMBERS);
        this.isMasterId = text.equals(MASTER_ID);
        this.inRecord = ENVELOPE.contains(text) ? new FieldName('@' + text) : this;
        this.taken = OF_RECORDS.contains(text) || ITEMS.containsKey(text);
        // An XML name has no character that JSON must escape.
        this.jsonKey = ('"' + text + "\":").getBytes(StandardCharsets.UTF_8);
        this.item = ITEMS.get(text);
    }

    String text() {
        return text;
    }

    /** The key in JSON, with quotes and colon. Do not modify it. */
    byte[] jsonKey() {
        return jsonKey;
    }

    boolean isWrapper() {
        return item != null;
    }

    /** Whether an element of that name is an item of this wrapper. */
    boolean wraps(FieldName element) {
        return element.text.equals(item);
    }

    boolean hasItsItemsIdsBeforeThem() {
        return isMembers;
    }

    boolean hasItsAttributesBesideIt() {
        return isMasterId;
    }

    /** The name for a record's own field: two names are those of the envelope, beside which it stands in a message. */
    FieldName inRecord() {
        return inRecord;
    }

    /** Whether records have a field of that name, which nothing else must be mistaken for. */
    boolean isTaken() {
        return taken;
    }

    @Override
    public int compareTo(FieldName other) {
        return this == other ? 0 : text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof FieldName that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
