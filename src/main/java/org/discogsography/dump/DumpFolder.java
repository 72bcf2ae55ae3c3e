package org.discogsography.dump;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of the newest dump in a folder.
 *
 * <p>The dump may be incomplete (Discogs publishes the {@code CHECKSUM} file last): {@link #missing()} gives the types
 * without a file, and the caller decides.
 *
 * @param path the folder
 * @param version the newest version with a file in the folder
 * @param files that version's files, in the order artists, labels, masters, releases; never empty
 * @param missing the types that have no file of that version
 * @param olderVersions the other versions, newest first
 */
public record DumpFolder(
        Path path, String version, List<DumpFile> files, Set<DataType> missing, List<String> olderVersions) {

    public DumpFolder {
        files = List.copyOf(files);
        missing = Set.copyOf(missing);
        olderVersions = List.copyOf(olderVersions);
    }

    /**
     * Lists a folder, without its subfolders.
     *
     * @throws DumpException if it does not exist, is not a folder, cannot be listed or has no dump file in it
     */
    public static DumpFolder scan(Path folder) throws DumpException {
        var versions = dumpFiles(folder).stream()
                .collect(groupingBy(
                        DumpFile::version, () -> new TreeMap<>(Comparator.<String>reverseOrder()), toList()));
        if (versions.isEmpty()) {
            throw new DumpException("No dump in " + folder + ": expected files named discogs_YYYYMMDD_<type>.xml.gz, "
                    + "with artists, labels, masters or releases as the type");
        }
        var newest = versions.firstEntry();
        var missing = EnumSet.allOf(DataType.class);
        newest.getValue().forEach(file -> missing.remove(file.type()));
        var older = List.copyOf(versions.tailMap(newest.getKey(), false).keySet());
        return new DumpFolder(folder, newest.getKey(), newest.getValue(), missing, older);
    }

    private static List<DumpFile> dumpFiles(Path folder) throws DumpException {
        if (!Files.exists(folder)) {
            throw new DumpException("No folder " + folder + ": expected the folder with the dump files");
        }
        if (!Files.isDirectory(folder)) {
            throw new DumpException(folder + " is not a folder: expected the folder with the dump files");
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .flatMap(entry -> DumpFile.named(entry).stream())
                    .sorted(Comparator.comparing(DumpFile::type))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DumpException("Cannot list the folder with the dump files, " + folder + ": " + e, e);
        }
    }
}
