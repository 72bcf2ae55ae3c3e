package org.discogsography.extractor.download;

import java.time.LocalDate;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.discogsography.dump.DataType;

/**
 * The files that a listing of Discogs names, with their sizes as far as it says them. Only what matches is taken, wherever it stands: the
 * page is HTML for people, and its markup has no contract.
 */
record Listing(Map<HostedFile, OptionalLong> sizes) {

    private static final Pattern NAME = Pattern.compile(
            "discogs_([0-9]{8})_(?:(artists|labels|masters|releases)\\.xml\\.gz|CHECKSUM\\.txt)(?![A-Za-z0-9_.-])");

    /** {@code 2026-08-03 12:00:00  401.7 MB  <a href="?download=…} */
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)\\s*([KMGT]?)i?B\\s*(?:<[^<>]*>\\s*){1,4}$");

    private static final String UNITS = "KMGT";
    private static final int BEFORE = 300; // characters in which a size is looked for

    Listing {
        sizes = Map.copyOf(sizes);
    }

    static Listing none() {
        return new Listing(Map.of());
    }

    static Listing parse(String page, Year year) {
        Map<HostedFile, OptionalLong> sizes = new HashMap<>();
        var name = NAME.matcher(page);
        while (name.find()) {
            String version = name.group(1);
            if (isDateOf(year, version)) {
                var file = new HostedFile(
                        version, Optional.ofNullable(name.group(2)).flatMap(DataType::named));
                sizes.merge(file, size(page, name.start()), (one, other) -> one.isPresent() ? one : other);
            }
        }
        return new Listing(sizes);
    }

    private static boolean isDateOf(Year year, String version) {
        try {
            return LocalDate.parse(version, DateTimeFormatter.BASIC_ISO_DATE).getYear() == year.getValue();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static OptionalLong size(String page, int name) {
        int tag = page.lastIndexOf('<', name);
        if (tag < 0 || page.indexOf('>', tag) < name) {
            return OptionalLong.empty(); // the link's text, not its address
        }
        String before = page.substring(Math.max(0, tag - BEFORE), tag) + "<>";
        var size = SIZE.matcher(before);
        if (!size.find()) {
            return OptionalLong.empty();
        }
        double bytes = Double.parseDouble(size.group(1));
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        return OptionalLong.of((long) (bytes * Math.pow(1024, power)));
    }

    Listing and(Listing other) {
        Map<HostedFile, OptionalLong> both = new HashMap<>(other.sizes);
        both.putAll(sizes);
        return new Listing(both);
    }

    /** All versions, newest first, whole or not. */
    List<String> versions() {
        return sizes.keySet().stream()
                .map(HostedFile::version)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** What a version lacks, by name; nothing if it is whole. Discogs writes the {@code CHECKSUM} file last. */
    List<String> missing(String version, Set<DataType> types) {
        Set<DataType> wanted = EnumSet.copyOf(types);
        return HostedFile.all(version, wanted).stream()
                .filter(file -> !sizes.containsKey(file))
                .map(HostedFile::name)
                .toList();
    }

    /** About how many bytes; empty if the listing does not say. */
    OptionalLong size(HostedFile file) {
        return sizes.getOrDefault(file, OptionalLong.empty());
    }
}
