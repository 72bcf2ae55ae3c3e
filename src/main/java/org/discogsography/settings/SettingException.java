package org.discogsography.settings;

/**
 * A setting that makes no sense. The message is one line for whoever set it: which setting, how it should look, and never
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
