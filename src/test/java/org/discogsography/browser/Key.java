package org.discogsography.browser;

/** Keys that write nothing, or more than a character, with what a page is told of them. */
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

    /** As {@code KeyboardEvent.key} has it. */
    String key() {
        return key;
    }

    /** As {@code KeyboardEvent.code} has it. */
    String code() {
        return this == SPACE ? "Space" : key;
    }

    /** As {@code KeyboardEvent.keyCode} has it. */
    int keyCode() {
        return code;
    }

    /** What it writes. */
    String text() {
        return text;
    }
}
