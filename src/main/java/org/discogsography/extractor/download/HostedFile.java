package org.discogsography.extractor.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.discogsography.dump.DataType;

/**
 * A file that Discogs offers. Its name and its address are made of the two parts, and never copied from a listing, so that no listing
 * can lead out of a folder.
 *
 * @param version the dump's date, eight digits
 * @param type of its records; empty for the {@code CHECKSUM} file
 */
record HostedFile(String version, Optional<DataType> type) {

    static HostedFile of(String version, DataType type) {
        return new HostedFile(version, Optional.of(type));
    }

    static HostedFile checksums(String version) {
        return new HostedFile(version, Optional.empty());
    }

    /** The files that make a dump of these types whole. */
    static List<HostedFile> all(String version, Set<DataType> types) {
        List<HostedFile> files = new ArrayList<>();
        types.stream().sorted().forEach(type -> files.add(of(version, type)));
        files.add(checksums(version));
        return files;
    }

    String name() {
        return "discogs_" + version + "_" + type.map(known -> known + ".xml.gz").orElse("CHECKSUM.txt");
    }

    Request request() {
        return new Request("download=data%2F" + version.substring(0, 4) + "%2F" + name(), name());
    }
}
