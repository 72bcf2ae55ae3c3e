package org.discogsography.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;

/** What has to be shown by whoever wants to change something. Not part of any text. */
final class Token {

    static final String SETTING = "dashboard.token";
    private static final int LEAST = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    private Token(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws SettingException where it can be guessed, or not be sent; it is not part of the message */
    static Token of(Settings settings) {
        String text = settings.text(SETTING);
        if (!text.isEmpty() && !text.matches("[!-~]{" + LEAST + ",}")) {
            throw new SettingException(SETTING + " must be " + LEAST + " or more letters, digits and signs of ASCII,"
                    + " without a space, as a browser can send it; or empty, so that nothing can be changed");
        }
        return new Token(text);
    }

    /** Whether there is one; without, nothing can be changed. */
    boolean isSet() {
        return token.length > 0;
    }

    /** Whether this is it. The time that it takes to tell says nothing about the token. */
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
