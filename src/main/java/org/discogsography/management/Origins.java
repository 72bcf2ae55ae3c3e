package org.discogsography.management;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/**
 * The sites whose pages may manage the process. A browser sends the origin of the page with each POST; a request without an origin
 * is not from a page.
 *
 * @param allowed origins, such as {@code http://localhost:8080}
 */
record Origins(Set<String> allowed) {

    private static final Setting SETTING = Setting.MANAGEMENT_ORIGINS;

    static Origins of(Settings settings) {
        return new Origins(Arrays.stream(settings.text(SETTING).split(","))
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    void refuseOthers(RoutingContext request) {
        String origin = request.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || allowed.contains(origin.toLowerCase(Locale.ROOT))) {
            request.next();
        } else {
            request.response()
                    .setStatusCode(403)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end("Pages of this site may not manage the program; see " + SETTING + "\n");
        }
    }
}
