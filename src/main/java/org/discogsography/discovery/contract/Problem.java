package org.discogsography.discovery.contract;

import java.util.Map;
import org.discogsography.web.ProblemJson;

/**
 * Why a question has no answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends Exception {

    /** Its content type. */
    public static final String TYPE = ProblemJson.TYPE;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String parameter; // null: it is about none
    private final int retryAfter; // in seconds; 0: unknown

    private Problem(int status, String detail, String parameter, int retryAfter, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.parameter = parameter;
        this.retryAfter = retryAfter;
    }

    /** A parameter that is missing, unknown or out of its limits. */
    public static Problem badParameter(String name, String detail) {
        return new Problem(400, detail, name, 0, null);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, detail, null, 0, null);
    }

    public static Problem wrongMethod() {
        return new Problem(405, "there are only GET and HEAD", null, 0, null);
    }

    public static Problem tooMany(int retryAfter) {
        return new Problem(429, "too many questions at once", null, retryAfter, null);
    }

    /** A question whose route does not run: the program is starting, or somebody has stopped the route. */
    public static Problem notRunning() {
        return unavailable("the route of this question does not run yet", 1, null);
    }

    public static Problem unavailable(String detail, int retryAfter, Throwable cause) {
        return new Problem(503, detail, null, retryAfter, cause);
    }

    public static Problem tooSlow(Throwable cause) {
        return new Problem(504, "the answer would take too long", null, 0, cause);
    }

    /** A mistake of the program. */
    public static Problem internal(Throwable cause) {
        return new Problem(500, "internal error; see the log", null, 0, cause);
    }

    public int status() {
        return status;
    }

    /** Seconds after which it may be tried again; 0 if that is not known. */
    public int retryAfter() {
        return retryAfter;
    }

    /** Its fields. */
    public Map<String, Object> content() {
        Map<String, Object> fields = ProblemJson.fields(status, getMessage());
        if (parameter != null) {
            fields.put("parameter", parameter);
        }
        return fields;
    }
}
