package org.discogsography.extractor.download;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnswerTest {

    /** Each byte comes well within the time-out, and the last one never. */
    private static final InputStream TRICKLE = new InputStream() {
        @Override
        public int read() {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return '<';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            bytes[offset] = (byte) read();
            return 1;
        }
    };

    @Test
    void a_text_that_comes_byte_by_byte_is_given_up() {
        var answer = new Answer(200, OptionalLong.empty(), null, null, TRICKLE);
        assertThatThrownBy(() -> answer.text("the list", 2_000_000, Duration.ofMillis(100)))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("the list: the answer takes longer than");
    }
}
