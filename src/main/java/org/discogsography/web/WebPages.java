package org.discogsography.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/**
 * Serves the program's own pages from the jar. Each file is read when it is first asked for: at the start none is needed, and to search the
 * whole jar for them would take most of a second. Only names of a plain form are looked for: no path leads elsewhere. Thread-safe.
 */
public final class WebPages {

    private static final String FOLDER = "web/";

    private static final Pattern NAME = Pattern.compile("/web/(?:[a-z0-9-]+/)*[a-z0-9-]+\\.(html|css|js|svg)");

    /** Draws the explorer's graph. */
    private static final String CYTOSCAPE = "/web/lib/cytoscape.js";

    private static final String CYTOSCAPE_VERSION = "META-INF/maven/org.webjars.npm/cytoscape/pom.properties";
    private static final String CYTOSCAPE_FILE = "META-INF/resources/webjars/cytoscape/%s/dist/cytoscape.esm.min.mjs";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private record File(String type, Buffer content, String tag) {}

    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final Router router;

    private WebPages(Router router) {
        this.router = router;
        reading("/" + FOLDER + "*")
                .handler(request -> answer(request, request.request().path()));
    }

    /** The pages of this process, with their files. */
    public static WebPages of(CamelContext context) {
        Registry registry = context.getRegistry();
        WebPages pages = registry.findSingleByType(WebPages.class);
        if (pages == null) {
            pages = new WebPages(registry.findSingleByType(WebServer.class).router());
            registry.bind("web-pages", pages);
        }
        return pages;
    }

    /** Serves one of the files as a page. */
    public void serve(String path, String file) {
        reading(path).handler(request -> answer(request, "/" + FOLDER + file));
    }

    private Route reading(String path) {
        return WebServer.reading(router, path);
    }

    /** The file; null if there is none of this name. */
    private File file(String path) {
        Matcher name = NAME.matcher(path);
        return name.matches() ? files.computeIfAbsent(path, asked -> read(asked, TYPES.get(name.group(1)))) : null;
    }

    private static File read(String path, String type) {
        try (InputStream input = open(path)) {
            if (input == null) {
                return null;
            }
            byte[] content = input.readAllBytes();
            var crc = new CRC32();
            crc.update(content);
            String tag = '"' + Long.toHexString(crc.getValue()) + '-' + content.length + '"';
            return new File(type, Buffer.buffer(content), tag);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read from the jar", e);
        }
    }

    private static InputStream open(String path) throws IOException {
        ClassLoader loader = WebPages.class.getClassLoader();
        if (!path.equals(CYTOSCAPE)) {
            return loader.getResourceAsStream(path.substring(1));
        }
        var pom = new Properties();
        try (InputStream input = loader.getResourceAsStream(CYTOSCAPE_VERSION)) {
            if (input != null) {
                pom.load(input);
            }
        }
        return loader.getResourceAsStream(CYTOSCAPE_FILE.formatted(pom.getProperty("version")));
    }

    private void answer(RoutingContext request, String path) {
        File file = file(path);
        if (file == null) {
            request.next();
            return;
        }
        var response = request.response()
                .putHeader("Content-Type", file.type)
                .putHeader("ETag", file.tag)
                // Browsers must revalidate, because a new version of the program has new files.
                .putHeader("Cache-Control", "no-cache");
        if (file.tag.equals(request.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            response.end(file.content);
        }
    }
}
