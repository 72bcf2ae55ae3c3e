package org.discogsography.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/** The secret that a request must carry to change something. No text contains it. */
final class Token {

    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    private Token(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws org.discogsography.settings.SettingException if it can be guessed, or not be sent; it is not part of the message */
    static Token of(Settings settings) {
        return new Token(settings.text(Setting.DASHBOARD_TOKEN));
    }

    /** Whether there is one. Without a token nothing can be changed. */
    boolean isSet() {
        return token.length > 0;
    }

    /** Whether this header contains it. The comparison takes constant time. */
    boolean isIn(String authorization) {
        return isSet()
                && authorization != null
                && authorization.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        token, authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return isSet() ? "a token" : "no token";
    }
}
