package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void the_innermost_cause_that_says_something_is_the_reason() {
        var failure = new IllegalStateException("outer", new IOException("connection refused", new IOException()));

        assertThat(Reason.of(failure)).isEqualTo("connection refused");
        assertThat(Reason.cause(failure)).isSameAs(failure.getCause());
    }

    @Test
    void only_the_first_line_of_what_it_says_is_given() {
        assertThat(Reason.of(new IOException("\n ERROR: no such table \n  Position: 12")))
                .isEqualTo("ERROR: no such table");
    }

    @Test
    void a_failure_without_words_is_named() {
        assertThat(Reason.of(new NullPointerException())).isEqualTo("NullPointerException");
        assertThat(Reason.of(new IOException(" ", new IOException("\n")))).isNotBlank();
        assertThat(Reason.of(null)).isEqualTo("unknown");
    }

    @Test
    void the_reason_of_a_file_is_more_than_its_path() {
        assertThat(Reason.of(new UncheckedIOException(new AccessDeniedException("/x"))))
                .isEqualTo("access denied: /x");
        assertThat(Reason.of(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo("/x: No space left on device");
    }

    @Test
    void a_long_reason_is_cut() {
        assertThat(Reason.of(new IOException("x".repeat(10_000))))
                .hasSizeLessThan(310)
                .endsWith("…");
    }

    @Test
    void causes_that_go_round_in_a_circle_end() {
        var one = new IOException("one");
        var two = new IOException("two", one);
        one.initCause(two);

        assertThat(Reason.of(one)).isIn("one", "two");
    }
}
