package org.discogsography.discovery;

import org.discogsography.discovery.contract.Problem;
import org.discogsography.web.WebJson;

/**
 * An answer as it is written, if it is written at once.
 *
 * @param type its content type
 * @param retryAfter seconds after which the client may try again; 0: not said
 */
record Reply(int status, String type, int retryAfter, String body) {

    /** An answer that is JSON. */
    static Reply of(Object answer) {
        return new Reply(200, WebJson.TYPE, 0, WebJson.write(answer));
    }

    static Reply of(Problem problem) {
        return new Reply(problem.status(), Problem.TYPE, problem.retryAfter(), WebJson.write(problem.content()));
    }
}
