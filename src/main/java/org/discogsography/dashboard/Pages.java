package org.discogsography.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Serves the dashboard's own files, which are read at the start. A path must be one of their names: no path leads elsewhere. */
final class Pages implements Handler<RoutingContext> {

    private static final String FOLDER = "web/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private record Page(String type, Buffer content) {}

    private final Map<String, Page> pages = new HashMap<>();

    Pages(CamelContext context) throws Exception {
        for (Resource resource :
                PluginHelper.getPackageScanResourceResolver(context).findResources("classpath:" + FOLDER + "*.*")) {
            String location = resource.getLocation();
            String name = location.substring(location.lastIndexOf('/') + 1);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type != null) {
                pages.put("/" + FOLDER + name, new Page(type, content(resource)));
            }
        }
        pages.put("/", pages.get("/" + FOLDER + "index.html"));
    }

    private static Buffer content(Resource resource) throws IOException {
        try (InputStream input = resource.getInputStream()) {
            return Buffer.buffer(input.readAllBytes());
        }
    }

    @Override
    public void handle(RoutingContext request) {
        Page page = pages.get(request.request().path());
        if (page == null) {
            request.next();
            return;
        }
        request.response()
                .putHeader("Content-Type", page.type)
                // Browsers must revalidate, because a new version of the program has new files.
                .putHeader("Cache-Control", "no-cache")
                .end(page.content);
    }
}
