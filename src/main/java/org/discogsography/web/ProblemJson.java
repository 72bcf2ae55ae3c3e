package org.discogsography.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all problems have in common when they are written.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class ProblemJson {

    /** The content type. */
    public static final String TYPE = "application/problem+json";

    private ProblemJson() {}

    /**
     * The fields, in order; others may be added.
     *
     * @param status HTTP's status code
     * @param detail for the client
     */
    public static Map<String, Object> fields(int status, String detail) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "about:blank");
        fields.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        fields.put("status", status);
        fields.put("detail", detail);
        return fields;
    }
}
