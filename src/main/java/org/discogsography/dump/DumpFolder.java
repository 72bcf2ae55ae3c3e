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
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of one dump in a folder.
 *
 * <p>The dump may be incomplete (Discogs publishes the {@code CHECKSUM} file last): {@link #missing()} gives the types
 * without a file, and the caller decides.
 *
 * @param path the folder
 * @param version the dump's date
 * @param files that version's files, in the order artists, labels, masters, releases; never empty
 * @param missing the types that have no file of that version
 * @param olderVersions the older versions in the folder, newest first
 */
public record DumpFolder(
        Path path, String version, List<DumpFile> files, Set<DataType> missing, List<String> olderVersions) {

    public DumpFolder {
        files = List.copyOf(files);
        missing = Set.copyOf(missing);
        olderVersions = List.copyOf(olderVersions);
    }

    /**
     * The newest version in a folder, whole or not.
     *
     * @throws DumpException as {@link #versions} does
     */
    public static DumpFolder scan(Path folder) throws DumpException {
        return versions(folder).get(0);
    }

    /**
     * Every version in a folder, newest first. Subfolders are ignored.
     *
     * @throws DumpException if it does not exist, is not a folder, cannot be listed or has no dump file in it
     */
    public static List<DumpFolder> versions(Path folder) throws DumpException {
        var versions = dumpFiles(folder).stream()
                .collect(groupingBy(
                        DumpFile::version, () -> new TreeMap<>(Comparator.<String>reverseOrder()), toList()));
        if (versions.isEmpty()) {
            throw new DumpException("No dump in " + folder + ": expected files named discogs_YYYYMMDD_<type>.xml.gz, "
                    + "with artists, labels, masters or releases as the type");
        }
        return versions.entrySet().stream()
                .map(version -> of(folder, version.getKey(), version.getValue(), versions))
                .toList();
    }

    private static DumpFolder of(
            Path folder, String version, List<DumpFile> files, NavigableMap<String, List<DumpFile>> versions) {
        var missing = EnumSet.allOf(DataType.class);
        files.forEach(file -> missing.remove(file.type()));
        var older = List.copyOf(versions.tailMap(version, false).keySet());
        return new DumpFolder(folder, version, files, missing, older);
    }

    /** The same dump, with the files of these types only. */
    public DumpFolder only(Set<DataType> types) {
        var wanted = files.stream().filter(file -> types.contains(file.type())).toList();
        return new DumpFolder(path, version, wanted, missing, olderVersions);
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
        } catch (IOException e) {
            throw unlisted(folder, e);
        } catch (UncheckedIOException e) {
            throw unlisted(folder, e.getCause());
        }
    }

    private static DumpException unlisted(Path folder, IOException failure) {
        return new DumpException(
                "Cannot list the folder with the dump files, " + folder + ": " + FileReason.of(failure), failure);
    }
}
