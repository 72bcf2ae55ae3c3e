package org.discogsography.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetter;
import org.discogsography.broker.deadletters.DeadLetterQueue;

/** Dead letters for reading: a line for each, in columns, below it what is not shown. */
final class DeadLetterTable {

    private static final List<String> HEAD = List.of("id", "type", "time", "reason", "exception", "attempts");

    /** Characters of a cell: a store's words about a record can quote all of it. */
    private static final int WIDEST = 80;

    private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    private final List<String> more = new ArrayList<>();

    void add(ConsumerQueue source, DeadLetterQueue.Contents contents) {
        contents.deadLetters().forEach(letter -> rows.add(row(letter)));
        if (contents.more() > 0) {
            more.add("and " + contents.more() + " more of " + source);
        }
    }

    /** Its reason and its body are shown below the table as well, not cut to a cell. */
    void addWithBody(DeadLetter letter) {
        rows.add(row(letter));
        more.add("");
        more.add(letter.queue() + " " + line(letter.id()) + ": " + line(letter.reason()));
        more.add(line(letter.body()));
        if (letter.isCut()) {
            more.add("(the beginning of " + letter.bodyBytes() + " bytes)");
        }
    }

    /** Of those that were searched for, some may be among these. */
    void addNotSearched(ConsumerQueue source, DeadLetterQueue.Contents contents) {
        if (contents.more() > 0) {
            more.add("only the first " + contents.deadLetters().size() + " of " + source + " were searched, "
                    + contents.more() + " more were not");
        }
    }

    private static List<String> row(DeadLetter letter) {
        return List.of(
                cell(letter.id()),
                cell(letter.queue().type().plural()),
                cell(letter.time()),
                cell(letter.reason()),
                cell(letter.exception()),
                cell(letter.attempts()));
    }

    /** One line, whatever is in it: control characters are for the terminal, and these texts came from elsewhere. */
    private static String cell(String text) {
        String line = line(text);
        if (line.isEmpty()) {
            return "-";
        }
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }

    private static String line(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip();
    }

    void printTo(PrintWriter out) {
        if (rows.size() == 1) {
            out.println(more.isEmpty() ? "no dead letters" : "none was found");
            more.forEach(out::println);
            return;
        }
        String format = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(1))
                .mapToObj(width -> "%-" + width + "s")
                .collect(Collectors.joining("  "));
        rows.forEach(row -> out.println(format.formatted(row.toArray()).stripTrailing()));
        more.forEach(out::println);
    }
}
