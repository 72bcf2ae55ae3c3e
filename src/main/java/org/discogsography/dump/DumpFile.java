package org.discogsography.dump;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a dump. Its name gives the version and the type: {@code discogs_20260801_artists.xml.gz}.
 *
 * @param path path of the file
 * @param version the dump's date, eight digits: {@code 20260801}; later dumps sort after earlier ones
 * @param type type of its records
 */
public record DumpFile(Path path, String version, DataType type) {

    private static final Pattern NAME = Pattern.compile("discogs_([0-9]{8})_([a-z]+)\\.xml\\.gz");

    /** The dump file at this path; empty if the name is not a dump file's. The file need not exist. */
    public static Optional<DumpFile> named(Path path) {
        var name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        return DataType.named(name.group(2)).map(type -> new DumpFile(path, name.group(1), type));
    }

    /** The file's name without its folder, as used in messages and log lines. */
    public String name() {
        return String.valueOf(path.getFileName());
    }
}
