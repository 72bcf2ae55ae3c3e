package org.discogsography.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What the demo prints, at most 80 columns wide. A terminal shows the progress in the same place; elsewhere all are plain lines. */
final class Screen {

    static final int WIDTH = 80;

    /** Printed as a space; no line is broken there. */
    static final char UNBROKEN_SPACE = '\u00a0';

    private final PrintStream out;
    private final boolean terminal;
    private int drawn;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Prints a text above the progress, broken into lines. */
    void print(String text) {
        erase();
        wrap(text).forEach(line -> out.println(line.replace(UNBROKEN_SPACE, ' ')));
        out.flush();
    }

    /** Prints what will be continued in the same line. */
    void begin(String text) {
        erase();
        out.print(text);
        out.flush();
    }

    /** Shows the progress, in place of what it was before. */
    void show(List<String> lines) {
        erase();
        lines.forEach(out::println);
        out.flush();
        drawn = lines.size();
    }

    /** What is shown stays there. */
    void settle() {
        drawn = 0;
    }

    private void erase() {
        if (terminal && drawn > 0) {
            out.print("\033[" + drawn + "A\033[J");
        }
        drawn = 0;
    }

    /** Lines of at most {@link #WIDTH}, broken between words; a word that is longer stays whole. */
    static List<String> wrap(String text) {
        String indent = text.substring(0, text.length() - text.stripLeading().length());
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : text.substring(indent.length()).split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(indent).append("  ").append(word);
            } else {
                line.append(line.length() == 0 ? indent : " ").append(word);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** Whether this process's output goes to a terminal. Since Java 22, {@code System.console()} does not show that any more. */
    static boolean isOnTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
