package org.discogsography.settings;

/**
 * An invalid value, or an unknown setting. The message is one line for whoever set it: which setting it is and what it takes, never
 * a secret.
 */
public final class SettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public SettingException(String message) {
        super(message);
    }

    public SettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
