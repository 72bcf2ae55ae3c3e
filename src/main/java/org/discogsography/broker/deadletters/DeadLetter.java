package org.discogsography.broker.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.RecordJson;

/**
 * A dead letter with the beginning of its body. Texts are as the headers have them, and empty if a header is missing.
 *
 * @param queue from which it came
 * @param id the record's, or the beginning of a very long one; empty if the message is so malformed that it has none
 * @param time when it was set aside, in ISO 8601
 * @param reason why
 * @param exception the class of the exception behind the reason
 * @param attempts how often storing it was tried
 * @param body as text, its beginning if it is long; what is not UTF-8 is shown as U+FFFD
 * @param bodyBytes its whole length
 */
public record DeadLetter(
        ConsumerQueue queue,
        String id,
        String time,
        String reason,
        String exception,
        String attempts,
        String body,
        long bodyBytes) {

    /** Of a body, in bytes: a hundred of them are on a page at once. */
    static final int LONGEST_BODY = 4_000;

    /** In characters. It may be a dead letter because its id is too long for an index. */
    private static final int LONGEST_ID = 255;

    static DeadLetter of(ConsumerQueue queue, GetResponse letter) {
        Map<String, Object> headers = headers(letter);
        String id = id(letter);
        return new DeadLetter(
                queue,
                id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID) + "…",
                text(headers, DeadLetterHeaders.TIME),
                text(headers, DeadLetterHeaders.REASON),
                text(headers, DeadLetterHeaders.EXCEPTION),
                text(headers, DeadLetterHeaders.ATTEMPTS),
                beginning(letter.getBody()),
                letter.getBody().length);
    }

    private static String beginning(byte[] body) {
        if (body.length <= LONGEST_BODY) {
            return new String(body, UTF_8);
        }
        int end = LONGEST_BODY;
        while (end > LONGEST_BODY - 4 && (body[end] & 0xc0) == 0x80) {
            end--; // not in the middle of a character
        }
        return new String(body, 0, end, UTF_8) + "…";
    }

    /** The record's id: from the body as far as that is JSON, otherwise from the header; empty if neither has one. */
    static String id(GetResponse letter) {
        String body = idIn(letter.getBody());
        return body.isEmpty() ? text(headers(letter), "id") : body;
    }

    /** Whether only the beginning of the body is here. */
    public boolean isCut() {
        return bodyBytes > LONGEST_BODY;
    }

    /** Its headers, empty if it has none. */
    static Map<String, Object> headers(GetResponse letter) {
        Map<String, Object> headers = letter.getProps().getHeaders();
        return headers == null ? Map.of() : headers;
    }

    private static String text(Map<String, Object> headers, String name) {
        return Objects.toString(headers.get(name), "");
    }

    private static String idIn(byte[] body) {
        try (JsonParser parser = RecordJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isId = parser.currentName().equals("id");
                JsonToken value = parser.nextToken();
                if (isId) {
                    return value.isScalarValue() && value != JsonToken.VALUE_NULL ? parser.getText() : "";
                }
                parser.skipChildren();
            }
            return "";
        } catch (IOException e) {
            // It may be a dead letter because it is not JSON.
            return "";
        }
    }
}
