package org.discogsography.dump;

/**
 * The id of a record. An element without one, or with several, is no record.
 *
 * @param id null if it is no record
 * @param fault why it is none; null if it is one
 */
record RecordId(String id, String fault) {

    static RecordId of(ParsedRecord parsed) {
        var ids = parsed.ids();
        if (ids.isEmpty()) {
            return new RecordId(null, "has no id");
        }
        if (ids.size() > 1) {
            return new RecordId(null, "has more than one id");
        }
        var id = CanonicalJsonWriter.decode(ids.get(0));
        return id.isBlank() ? new RecordId(null, "has a blank id") : new RecordId(id, null);
    }
}
