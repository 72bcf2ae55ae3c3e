package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A string is written as Jackson reads it. */
class CanonicalJsonWriterTest {

    private static final int[] CHARACTERS = "0123456789abcXYZ \"\\/\b\f\n\r\t\u0000\u001F\u007F\u0080\u0085é\u2028漢😀"
            .codePoints()
            .toArray();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_string_that_was_written_is_read_again(long seed) throws Exception {
        var random = new Random(seed);
        var json = new CanonicalJsonWriter();
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder();
            int kinds = 1 + random.nextInt(CHARACTERS.length); // the first ones need no escape
            for (int length = random.nextInt(12); length > 0; length--) {
                text.appendCodePoint(CHARACTERS[random.nextInt(kinds)]);
            }
            char[] chars = text.toString().toCharArray();
            json.clear();
            json.string(chars, 0, chars.length);
            byte[] written = json.toByteArray(0);
            assertThat(CanonicalJsonWriter.decode(written)).isEqualTo(text.toString());
            assertThat(RecordJson.MAPPER.readValue(written, String.class)).isEqualTo(text.toString());
        }
    }
}
