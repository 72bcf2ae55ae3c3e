package org.discogsography.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetter;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.Test;

/** A dead letter with its body, on a terminal. */
class DeadLetterTableTest {

    @Test
    void a_body_is_shown_in_one_line_without_what_would_steer_the_terminal() {
        var table = new DeadLetterTable();
        table.addWithBody(new DeadLetter(
                new ConsumerQueue("tableinator", DataType.ARTISTS),
                "7",
                "2026-08-01T00:00:00Z",
                "a NUL in a text",
                "PSQLException",
                "1",
                "{\"id\":\"7\",\n \"name\":\"\033[2J\u009B<b>\u202E\"}",
                9_000));
        var out = new StringWriter();
        table.printTo(new PrintWriter(out));

        assertThat(out.toString())
                .contains("7: a NUL in a text", "{\"id\":\"7\", \"name\":\" [2J <b> \"}", "the beginning of 9000 bytes")
                .doesNotContain("\033", "\u009B", "\u202E");
    }

    @Test
    void letters_that_were_not_searched_are_not_called_absent() {
        var table = new DeadLetterTable();
        table.addNotSearched(
                new ConsumerQueue("tableinator", DataType.ARTISTS), new DeadLetterQueue.Contents(List.of(), 4_000));
        var out = new StringWriter();
        table.printTo(new PrintWriter(out));

        assertThat(out.toString()).contains("4000 more were not").doesNotContain("no dead letters");
    }
}
