package org.discogsography.tableinator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An artist with one field, as its publisher would send it. */
record TestRecord(String id, String name) {

    String json() {
        return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\"}";
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json().getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String message() {
        return "{\"type\":\"data\",\"sha256\":\"" + sha256() + "\"," + json().substring(1);
    }
}
