package org.discogsography.browser;

/** Keys other than plain characters, with their values in keyboard events. */
public enum Key {
    TAB("Tab", 9, ""),
    ENTER("Enter", 13, "\r"),
    ESCAPE("Escape", 27, ""),
    SPACE(" ", 32, " "),
    BACKSPACE("Backspace", 8, ""),
    DELETE("Delete", 46, ""),
    HOME("Home", 36, ""),
    END("End", 35, ""),
    LEFT("ArrowLeft", 37, ""),
    UP("ArrowUp", 38, ""),
    RIGHT("ArrowRight", 39, ""),
    DOWN("ArrowDown", 40, "");

    private final String key;
    private final int code;
    private final String text;

    Key(String key, int code, String text) {
        this.key = key;
        this.code = code;
        this.text = text;
    }

    /** The value of {@code KeyboardEvent.key}. */
    String key() {
        return key;
    }

    /** The value of {@code KeyboardEvent.code}. */
    String code() {
        return this == SPACE ? "Space" : key;
    }

    /** The value of {@code KeyboardEvent.keyCode}. */
    int keyCode() {
        return code;
    }

    /** The text that it enters. */
    String text() {
        return text;
    }
}
