package org.discogsography.web;

import io.vertx.core.http.HttpServerResponse;

/** Headers of every answer, also of errors: no other site may run, frame or read it, and browsers keep no copy. */
final class SafeHeaders {

    private SafeHeaders() {}

    static void on(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }
}
