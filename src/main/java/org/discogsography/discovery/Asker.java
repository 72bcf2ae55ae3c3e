package org.discogsography.discovery;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A client that asks a question.
 *
 * @param context in which its response is to be asked and written
 * @param isExport whether it asks for a list as a whole
 * @param question what is asked; null: nobody else can share its answer
 * @param since when it has asked, in nanoseconds
 */
record Asker(RoutingContext request, Context context, boolean isExport, String question, long since) {

    /** Whether nobody reads an answer any more. To be called in its context. */
    boolean isGone() {
        HttpServerResponse response = request.response();
        return response.closed() || response.ended();
    }

    /** The same, on its own: nobody has answered for it. */
    Asker alone() {
        return new Asker(request, context, isExport, null, since);
    }

    /** The same for all who can share an answer. */
    Object key() {
        return question == null ? this : question;
    }
}
