package org.discogsography.routes;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The route files in the program's jar. */
public final class PackagedRoutes {

    private static final String ONE = "/routes/common/consume.camel.yaml";

    private PackagedRoutes() {}

    /** Their contents, by their names, such as {@code common/consume.camel.yaml}. */
    public static Map<String, String> read() throws IOException {
        try {
            URI one = PackagedRoutes.class.getResource(ONE).toURI();
            if (!one.getScheme().equals("jar")) {
                return read(Path.of(one).getParent().getParent());
            }
            try (FileSystem jar = FileSystems.newFileSystem(one, Map.of())) {
                return read(jar.getPath(ONE).getParent().getParent());
            }
        } catch (URISyntaxException e) {
            throw new IOException("The routes in the program's jar cannot be found", e);
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return contents;
    }

    /**
     * Copies them into a folder, which is made if it does not exist.
     *
     * @param overwrite whether existing files with another content are overwritten
     * @return the files that were written, or those that must not be overwritten; then none is written
     */
    public static Copied copyTo(Path folder, boolean overwrite) throws IOException {
        Map<String, String> routes = read();
        List<String> different = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (var route : routes.entrySet()) {
            Path file = folder.resolve(route.getKey());
            if (!Files.exists(file)) {
                missing.add(route.getKey());
            } else if (!Files.readString(file).equals(route.getValue())) {
                different.add(route.getKey());
            }
        }
        if (!different.isEmpty() && !overwrite) {
            return new Copied(List.of(), different);
        }
        List<String> written = new ArrayList<>(missing);
        written.addAll(different);
        for (String name : written) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, routes.get(name));
        }
        return new Copied(written, List.of());
    }

    /**
     * The result of copying.
     *
     * @param written the names of the files that were written
     * @param kept the names of existing files with another content, because of which none was written
     */
    public record Copied(List<String> written, List<String> kept) {}
}
