package org.discogsography.management;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;

/**
 * Whose pages may manage the process: a browser says with each post from which site it comes. Who says nothing is no page.
 *
 * @param allowed schemes and hosts with ports, as browsers write them
 */
record Origins(Set<String> allowed) {

    private static final Setting SETTING = Setting.MANAGEMENT_ORIGINS;

    /** @throws SettingException where one is no origin */
    static Origins of(Settings settings) {
        return new Origins(Arrays.stream(settings.text(SETTING).split(","))
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .filter(origin -> !origin.isEmpty())
                .peek(Origins::check)
                .collect(Collectors.toUnmodifiableSet()));
    }

    private static void check(String origin) {
        try {
            var uri = URI.create(origin);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && origin.equals(uri.getScheme() + "://" + uri.getAuthority())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw new SettingException(SETTING
                + " must list addresses such as http://localhost:8080, separated by commas; one is '" + origin + "'");
    }

    void refuseOthers(RoutingContext request) {
        String origin = request.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || allowed.contains(origin.toLowerCase(Locale.ROOT))) {
            request.next();
        } else {
            request.response()
                    .setStatusCode(403)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end("Pages of this site may not manage the program, see " + SETTING + "\n");
        }
    }
}
