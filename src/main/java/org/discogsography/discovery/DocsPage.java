package org.discogsography.discovery;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** Serves the contract as interactive documentation, at {@code /docs}: Swagger UI, from the jar. */
final class DocsPage implements Handler<RoutingContext> {

    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** As Swagger UI needs it: it sets styles by attributes, and has its images in its style sheet. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private record Page(String type, Buffer content) {}

    private final Map<String, Page> pages;

    DocsPage() {
        String swagger = "META-INF/resources/webjars/swagger-ui/" + version() + "/";
        pages = Map.of(
                "/docs", page("text/html; charset=utf-8", "openapi/docs.html"),
                "/docs/docs.js", page("text/javascript; charset=utf-8", "openapi/docs.js"),
                "/docs/swagger-ui.css", page("text/css; charset=utf-8", swagger + "swagger-ui.css"),
                "/docs/swagger-ui-bundle.js", page("text/javascript; charset=utf-8", swagger + "swagger-ui-bundle.js"));
    }

    private static String version() {
        var properties = new Properties();
        try (InputStream in = open(WEBJAR)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static Page page(String type, String resource) {
        try (InputStream in = open(resource)) {
            return new Page(type, Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = DocsPage.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("There is no " + resource + " on the class path");
        }
        return in;
    }

    @Override
    public void handle(RoutingContext request) {
        String path = request.request().path();
        Page page = pages.get(path.equals("/docs/") ? "/docs" : path);
        if (page == null) {
            request.next();
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, page.type)
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(page.content);
    }
}
