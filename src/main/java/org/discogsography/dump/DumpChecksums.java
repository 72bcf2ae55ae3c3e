package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of each file of a dump, as Discogs publishes them beside the files: {@code discogs_20260801_CHECKSUM.txt}, with
 * lines of a hash, one space and a file's name, in no fixed order.
 */
public record DumpChecksums(Path path, Map<String, String> hashes) {

    private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{64})[ *\\t]+(\\S+)\\s*");

    public DumpChecksums {
        hashes = Map.copyOf(hashes);
    }

    /**
     * The checksums beside a dump's files; empty if there is no such file.
     *
     * @throws DumpException if the file cannot be read
     */
    public static Optional<DumpChecksums> of(DumpFolder dump) throws DumpException {
        Path path = dump.path().resolve("discogs_" + dump.version() + "_CHECKSUM.txt");
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(path, Files.readAllLines(path, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new DumpException(path.getFileName() + " cannot be read (" + FileReason.of(e) + ")", e);
        }
    }

    /** The checksums of these lines; others than those of its form are ignored. */
    public static DumpChecksums parse(Path path, List<String> lines) {
        Map<String, String> hashes = new HashMap<>();
        for (String line : lines) {
            var parts = LINE.matcher(line);
            if (parts.matches()) {
                hashes.put(parts.group(2), parts.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return new DumpChecksums(path, hashes);
    }

    /** The SHA-256 of a file in lower-case hex; empty if it is not in the list. */
    public Optional<String> of(DumpFile file) {
        return Optional.ofNullable(hashes.get(file.name()));
    }
}
