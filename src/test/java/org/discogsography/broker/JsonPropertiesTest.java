package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by hand is what RabbitMQ's client writes, byte by byte. */
class JsonPropertiesTest {

    private static final String CHARACTERS = "abcXYZ019-_\"\\ \u0085é€漢😀\u0000";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_frame_of_texts_is_the_clients(long seed) throws Exception {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> headers = new LinkedHashMap<>();
            for (int count = random.nextInt(6); count > 0; count--) {
                headers.put(text(random, 20), text(random, random.nextInt(10) == 0 ? 1_000 : 64));
            }
            assertIsTheClients(headers, time(random.nextLong(4_000_000_000_000L)), random.nextLong(1L << 32));
        }
    }

    @Test
    void other_headers_are_the_clients() throws Exception {
        assertIsTheClients(null, time(1_800_000_000_500L), 12);
        assertIsTheClients(Map.of("x-attempts", 3, "type", "data"), time(1_800_000_000_500L), 12);
        assertIsTheClients(Map.of("x-death", List.of(Map.of("count", 1L))), time(1_800_000_000_500L), 12);
        assertThatThrownBy(
                        () -> new JsonProperties(Map.of("n".repeat(256), "x"), time(1_800_000_000_500L)).toFrame(1, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Short string too long");
        assertIsTheClients(Map.of("é".repeat(127), "x"), time(1_800_000_000_500L), 12);
    }

    private static void assertIsTheClients(Map<String, Object> headers, Date time, long bodySize) throws Exception {
        var expected = new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("UTF-8")
                .deliveryMode(2)
                .timestamp(time)
                .headers(headers)
                .build()
                .toFrame(7, bodySize);
        var actual = new JsonProperties(headers, time).toFrame(7, bodySize);
        assertThat(actual.getPayload()).isEqualTo(expected.getPayload());
        assertThat(actual.type).isEqualTo(expected.type);
        assertThat(actual.channel).isEqualTo(expected.channel);
        assertThat(actual.size()).isEqualTo(expected.size());
    }

    private static Date time(long millis) {
        return Date.from(Instant.ofEpochMilli(millis));
    }

    private static String text(Random random, int longest) {
        int[] points = CHARACTERS.codePoints().toArray();
        var text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
