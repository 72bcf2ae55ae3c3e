package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DataType;

/** Small dump files, good and bad, of one version in one folder. */
record DumpFiles(Path folder) {

    static final String VERSION = "20260801";

    Path path(DataType type) {
        return folder.resolve(name(type));
    }

    static String name(DataType type) {
        return "discogs_" + VERSION + "_" + type + ".xml.gz";
    }

    /** A file of these lines of XML. */
    void write(DataType type, String... lines) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(path(type)))) {
            out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
        }
    }

    /** A good file of one record. */
    void writeOne(DataType type) throws IOException {
        String record =
                switch (type) {
                    case ARTISTS, LABELS -> "<id>1</id><name>One</name>";
                    case MASTERS, RELEASES -> "<title>One</title>";
                };
        String attribute = type == DataType.MASTERS || type == DataType.RELEASES ? " id=\"1\"" : "";
        write(
                type,
                "<" + type + ">",
                "<" + type.element() + attribute + ">" + record + "</" + type.element() + ">",
                "</" + type + ">");
    }
}
