package org.discogsography.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.discogsography.discovery.contract.Problem;

/**
 * Where a page ends: the keys of its last item. As a text it is opaque, and good for the same question only, with the same parameters; its
 * first bytes are a checksum over all that.
 */
final class Cursor {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final TypeReference<Map<String, Object>> KEYS = new TypeReference<>() {};
    private static final int CHECKED = 8;

    /** What may differ from page to page. */
    private static final Set<String> FREE = Set.of("cursor", "limit", "format");

    private Cursor() {}

    /** The cursor as a text. */
    static String text(Question question, Map<String, Object> keys) {
        byte[] json = json(keys);
        byte[] check = check(question, json);
        byte[] all = Arrays.copyOf(check, check.length + json.length);
        System.arraycopy(json, 0, all, check.length, json.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /**
     * The keys in a text.
     *
     * @throws Problem if it is not one that this question has got
     */
    static Map<String, Object> keys(Question question, String text) throws Problem {
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            byte[] json = Arrays.copyOfRange(all, Math.min(CHECKED, all.length), all.length);
            if (Arrays.equals(Arrays.copyOf(all, Math.min(CHECKED, all.length)), check(question, json))) {
                return longs(JSON.readValue(json, KEYS));
            }
        } catch (IllegalArgumentException | IOException e) {
            // Refused below.
        }
        throw Problem.badParameter("cursor", "cursor must be the next of a page of the same question");
    }

    /** Neo4j and PostgreSQL tell an Integer from a Long. */
    private static Map<String, Object> longs(Map<String, Object> keys) {
        keys.replaceAll((name, value) -> value instanceof Integer number ? (Object) number.longValue() : value);
        return keys;
    }

    private static byte[] check(Question question, byte[] json) {
        Map<String, Object> asked = new HashMap<>(question.parameters());
        asked.keySet().removeAll(FREE);
        asked.put("", question.operation().id());
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(json(new TreeMap<>(asked)));
            return Arrays.copyOf(digest.digest(json), CHECKED);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] json(Map<String, Object> value) {
        try {
            return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a cursor's keys: " + value.keySet(), e);
        }
    }
}
