package org.discogsography.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with route files, laid out as {@code routes/} in the jar.
 *
 * @param path the folder
 * @param parts its folders that are read: {@code common}, and those of the running services
 */
record RouteFolder(Path path, List<String> parts) {

    /** The end of a route file's name. */
    static final String SUFFIX = ".camel.yaml";

    /** The files' contents, by their names in this folder, such as {@code common/consume.camel.yaml}. */
    Map<String, String> read() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String part : parts) {
            Path folder = path.resolve(part);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            for (Path file : files(folder)) {
                contents.put(part + "/" + file.getFileName(), Files.readString(file));
            }
        }
        return contents;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    // Not the hidden files that editors keep beside an open one.
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The file of that name, for people. */
    Path file(String name) {
        return path.resolve(name);
    }

    /** As a pattern for Camel. */
    String pattern() {
        return parts.stream()
                .map(part -> "file:" + path.resolve(part).toString().replace('\\', '/') + "/*" + SUFFIX)
                .collect(Collectors.joining(","));
    }
}
