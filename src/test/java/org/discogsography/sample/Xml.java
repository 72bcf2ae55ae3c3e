package org.discogsography.sample;

/** Writes XML in the style of the dumps: on one line, empty-element tags, carriage returns as references. */
final class Xml {

    private final StringBuilder out = new StringBuilder(1 << 13);
    private final boolean asciiOnly;

    Xml(boolean asciiOnly) {
        this.asciiOnly = asciiOnly;
    }

    Xml open(String element, String... attributes) {
        startTag(element, attributes).append('>');
        return this;
    }

    Xml close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    Xml empty(String element, String... attributes) {
        startTag(element, attributes).append("/>");
        return this;
    }

    /** An element with text; an empty-element tag if the text is empty. */
    Xml text(String element, String text, String... attributes) {
        if (text.isEmpty()) {
            return empty(element, attributes);
        }
        open(element, attributes);
        escape(text);
        return close(element);
    }

    Xml line() {
        out.append('\n');
        return this;
    }

    /** Removes and returns what was written since the last call. */
    String take() {
        var taken = out.toString();
        out.setLength(0);
        return taken;
    }

    private StringBuilder startTag(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        return out;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> {
                    if (asciiOnly && c >= 0x80) {
                        out.append("&#").append(c).append(';');
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        }
    }
}
