package org.discogsography.dump;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a dump, known by its name: {@code discogs_20260801_artists.xml.gz}.
 *
 * @param path where it lies
 * @param version the dump's date as published, eight digits: {@code 20260801}; later dumps sort after earlier ones
 * @param type what it holds
 */
public record DumpFile(Path path, String version, DataType type) {

    private static final Pattern NAME = Pattern.compile("discogs_([0-9]{8})_([a-z]+)\\.xml\\.gz");

    /** The dump file that this path names, or empty where the name is not that of one. The file need not exist. */
    public static Optional<DumpFile> named(Path path) {
        var name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        return DataType.named(name.group(2)).map(type -> new DumpFile(path, name.group(1), type));
    }

    /** The file's name without its folder, as messages and logs call it. */
    public String name() {
        return String.valueOf(path.getFileName());
    }
}
