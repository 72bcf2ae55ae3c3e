package org.discogsography.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples of docs/integrate.md, as they stand there. */
public final class DocumentedRoutes {

    private DocumentedRoutes() {}

    /** Copies the routes of the program into a folder, with those of the example for the exporter, which write to another one. */
    public static Path ofTheExporter(Path routes, Path export) throws IOException {
        PackagedRoutes.copyTo(routes, false);
        Files.writeString(
                Files.createDirectory(routes.resolve("exporter")).resolve("exporter.camel.yaml"),
                example("yaml", "## A third store").replace("{{env:EXPORT_FOLDER:export}}", export.toString()));
        return routes;
    }

    /** The first example in a language below a heading. */
    static String example(String language, String heading) throws IOException {
        String text = Files.readString(Path.of("docs/integrate.md"));
        String begin = "```" + language + "\n";
        int from = text.indexOf(begin, text.indexOf(heading)) + begin.length();
        return text.substring(from, text.indexOf("\n```", from) + 1);
    }
}
