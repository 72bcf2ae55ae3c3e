package org.discogsography.extractor.download;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Takes everything from the HTTP client that it would do by itself: repeating a request (it would do so after 429, past all courtesy),
 * following redirects to wherever, unzipping (what comes is stored and hashed as it comes), cookies, and connections that outlive an answer.
 */
public final class DiscogsClient implements HttpClientConfigurer {

    private final String version;

    /** @param version of the program */
    DiscogsClient(String version) {
        this.version = version;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("Discogsography/" + version.replaceAll("[^A-Za-z0-9.-]", ""));
    }
}
