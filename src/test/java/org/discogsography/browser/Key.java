package org.discogsography.browser;

/** Keys other than letters, with their values in keyboard events. */
public enum Key {
    TAB("Tab", 9, ""),
    ENTER("Enter", 13, "\r"),
    ESCAPE("Escape", 27, ""),
    SPACE(" ", "Space", 32, " "),
    BACKSPACE("Backspace", 8, ""),
    DELETE("Delete", 46, ""),
    HOME("Home", 36, ""),
    END("End", 35, ""),
    LEFT("ArrowLeft", 37, ""),
    UP("ArrowUp", 38, ""),
    RIGHT("ArrowRight", 39, ""),
    DOWN("ArrowDown", 40, ""),
    PLUS("+", "NumpadAdd", 107, "+"),
    MINUS("-", "NumpadSubtract", 109, "-"),
    ZERO("0", "Digit0", 48, "0");

    private final String key;
    private final String code;
    private final int keyCode;
    private final String text;

    Key(String key, int keyCode, String text) {
        this(key, key, keyCode, text);
    }

    Key(String key, String code, int keyCode, String text) {
        this.key = key;
        this.code = code;
        this.keyCode = keyCode;
        this.text = text;
    }

    /** The value of {@code KeyboardEvent.key}. */
    String key() {
        return key;
    }

    /** The value of {@code KeyboardEvent.code}. */
    String code() {
        return code;
    }

    /** The value of {@code KeyboardEvent.keyCode}. */
    int keyCode() {
        return keyCode;
    }

    /** The text that it enters. */
    String text() {
        return text;
    }
}
