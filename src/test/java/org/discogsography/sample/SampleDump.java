package org.discogsography.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;

/**
 * A generated dump: four files and their checksums that look like those of Discogs, including all oddities.
 *
 * <p>The same four values always give the same bytes. Another month with the same seed gives a later state of the same
 * catalogue: most records are the same, some have changed (edges were added and removed), some have changed and will change
 * back the month after, some are gone and some are new. Memory use does not depend on the number of records.
 *
 * <pre>{@code
 * var august = SampleDump.of(4000);
 * august.writeTo(folder);              // discogs_20260801_artists.xml.gz, ...
 * august.inMonth(2).writeTo(folder);   // discogs_20260901_artists.xml.gz, ...
 * }</pre>
 *
 * @param seed each seed gives another catalogue
 * @param month the month of the dump; 1 is August 2026
 * @param records approximate number of records in all four files, within 4 % (a small dump has at least 70)
 * @param format the format of the files
 */
public record SampleDump(long seed, int month, long records, DumpFormat format) {

    private static final LocalDate FIRST_MONTH = LocalDate.of(2026, 8, 1);

    /**
     * A written dump.
     *
     * @param version the dump's date, eight digits
     * @param files one file for each type, in the order of the types
     * @param counts number of records by type
     */
    public record Written(String version, List<DumpFile> files, Map<DataType, Long> counts) {

        public Written {
            files = List.copyOf(files);
            counts = Map.copyOf(counts);
        }

        public long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        public DumpFile file(DataType type) {
            return files.stream()
                    .filter(file -> file.type() == type)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The dump of the first month, with about that many records, in the format of 2026. */
    public static SampleDump of(long records) {
        return new SampleDump(194, 1, records, DumpFormat.NEW);
    }

    public SampleDump inMonth(int otherMonth) {
        return new SampleDump(seed, otherMonth, records, format);
    }

    public SampleDump inFormat(DumpFormat otherFormat) {
        return new SampleDump(seed, month, records, otherFormat);
    }

    /** The dump's date, as in the names of its files. */
    public String version() {
        return FIRST_MONTH.plusMonths(month - 1).format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** Writes the four files and then the checksums, as Discogs does. Creates the folder if it is missing. */
    public Written writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        var catalogue = new Catalogue(seed, month, records);
        var files = new ArrayList<DumpFile>();
        var counts = new EnumMap<DataType, Long>(DataType.class);
        var checksums = new StringBuilder();
        for (var type : DataType.values()) {
            var path = folder.resolve("discogs_" + version() + "_" + type + ".xml.gz");
            var sha256 = sha256();
            counts.put(type, write(type, catalogue, path, sha256));
            files.add(new DumpFile(path, version(), type));
            // One space, which sha256sum refuses, and in no particular order: as Discogs does.
            checksums.insert(0, HexFormat.of().formatHex(sha256.digest()) + " " + path.getFileName() + "\n");
        }
        Files.writeString(folder.resolve("discogs_" + version() + "_CHECKSUM.txt"), checksums);
        return new Written(version(), files, counts);
    }

    private long write(DataType type, Catalogue catalogue, Path path, MessageDigest sha256) throws IOException {
        var writer = recordWriter(type, catalogue);
        var xml = new Xml(format == DumpFormat.OLD);
        long count = 0;
        try (var file = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(path)), sha256);
                OutputStream out = new BufferedOutputStream(new QuickGzip(file), 1 << 16)) {
            out.write(xml.open(type.plural()).line().take().getBytes(UTF_8));
            for (var ids = catalogue.ids(type).iterator(); ids.hasNext(); count++) {
                writer.write(ids.nextLong(), xml);
                out.write(xml.take().getBytes(UTF_8));
            }
            out.write(xml.close(type.plural()).line().take().getBytes(UTF_8));
        }
        return count;
    }

    /** Compressing would take most of the time of writing a dump. */
    private static final class QuickGzip extends GZIPOutputStream {

        QuickGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private SampleRecord recordWriter(DataType type, Catalogue catalogue) {
        return switch (type) {
            case ARTISTS -> new SampleArtist(catalogue, format);
            case LABELS -> new SampleLabel(catalogue, format);
            case MASTERS -> new SampleMaster(catalogue, format);
            case RELEASES -> new SampleRelease(catalogue, format);
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
