package org.discogsography.discovery;

import java.util.Map;

/** The type and the id of an entity; as a text, {@code artists/1}. */
record EntityAddress(String type, String id) {

    /** The address that such a text has. */
    static EntityAddress of(String address) {
        int slash = address.indexOf('/');
        return new EntityAddress(address.substring(0, slash), address.substring(slash + 1));
    }

    /** The entity that a question is about: if its path has no type, an artist. */
    static EntityAddress of(Question question) {
        String type = question.text("type");
        return new EntityAddress(type == null ? EntityType.ARTISTS.word() : type, question.text("id"));
    }

    /** The entity of a row. */
    static EntityAddress of(Map<String, Object> row) {
        return new EntityAddress((String) row.get("type"), (String) row.get("id"));
    }

    /** As statements take it. */
    Map<String, Object> parameter() {
        return Map.of("type", type, "id", id);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
