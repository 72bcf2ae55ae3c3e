package org.discogsography.dump;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of canonical JSON. For one thread. */
final class RecordHash {

    private final MessageDigest sha256 = sha256();

    /** In lower-case hex. */
    String of(byte[] json) {
        return HexFormat.of().formatHex(sha256.digest(json));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
