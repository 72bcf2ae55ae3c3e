package org.discogsography.extractor.download;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnswerTest {

    /** Each byte comes at once, and the last one never. */
    private static final InputStream TRICKLE = new InputStream() {
        @Override
        public int read() {
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
        assertThatThrownBy(() -> answer.text("the list", Integer.MAX_VALUE, Duration.ofMillis(1)))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("the list: the answer takes longer than");
    }
}
