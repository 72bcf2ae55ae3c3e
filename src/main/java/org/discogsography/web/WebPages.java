package org.discogsography.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.CRC32;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PackageScanResourceResolver;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Serves the program's own pages, which are read at the start. A path must be one of their names: no path leads elsewhere. */
public final class WebPages {

    private static final String FOLDER = "web/";

    /** One by one: of what is deeper in the jar, Camel forgets the folder. */
    private static final List<String> FOLDERS = List.of(FOLDER, FOLDER + "explore/");

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

    private final Map<String, File> files = new HashMap<>();
    private final Router router;

    private WebPages(CamelContext context, Router router) throws Exception {
        this.router = router;
        PackageScanResourceResolver resources = PluginHelper.getPackageScanResourceResolver(context);
        for (String folder : FOLDERS) {
            for (Resource resource : resources.findResources("classpath:" + folder + "*.*")) {
                String location = resource.getLocation();
                try (InputStream input = resource.getInputStream()) {
                    add("/" + folder + location.substring(location.lastIndexOf('/') + 1), input);
                }
            }
        }
        var pom = new Properties();
        try (InputStream input = library(CYTOSCAPE_VERSION)) {
            pom.load(input);
        }
        try (InputStream input = library(CYTOSCAPE_FILE.formatted(pom.getProperty("version")))) {
            add(CYTOSCAPE, input);
        }
        router.get("/" + FOLDER + "*")
                .handler(request -> answer(request, request.request().path()));
    }

    /** The pages of this process, with their files. */
    public static WebPages of(CamelContext context) throws Exception {
        Registry registry = context.getRegistry();
        WebPages pages = registry.findSingleByType(WebPages.class);
        if (pages == null) {
            pages = new WebPages(
                    context, registry.findSingleByType(WebServer.class).router());
            registry.bind("web-pages", pages);
        }
        return pages;
    }

    /** Serves one of the files as a page. */
    public void serve(String path, String file) {
        router.get(path).handler(request -> answer(request, "/" + FOLDER + file));
    }

    private void add(String path, InputStream input) throws IOException {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type != null) {
            byte[] content = input.readAllBytes();
            var crc = new CRC32();
            crc.update(content);
            String tag = '"' + Long.toHexString(crc.getValue()) + '-' + content.length + '"';
            files.put(path, new File(type, Buffer.buffer(content), tag));
        }
    }

    private static InputStream library(String name) {
        InputStream input = WebPages.class.getClassLoader().getResourceAsStream(name);
        if (input == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return input;
    }

    private void answer(RoutingContext request, String path) {
        File file = files.get(path);
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
