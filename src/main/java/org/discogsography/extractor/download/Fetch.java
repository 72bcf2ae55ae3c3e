package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.discogsography.dump.DumpChecksums;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Fetches what the folder lacks of one dump. For one thread, and one look.
 *
 * <p>Nothing of a version counts as there before it has the SHA-256 of the CHECKSUM file that Discogs has now. So a look is enough to find
 * a file that has been replaced, and after a kill only what is missing is fetched.
 */
final class Fetch {

    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    /** Of one whose size nobody has said. The largest has 9 GB. */
    private static final long LONGEST_FILE = 100_000_000_000L;

    /** A listing rounds its sizes. */
    private static final double MORE_THAN_LISTED = 1.1;

    private final String version;
    private final Listing listing;
    private final DownloadSettings settings;
    private final TargetFolder folder;
    private final Inventory inventory;
    private final Surroundings surroundings;
    private final HostedFile checksumFile;
    private DumpChecksums checksums;
    private byte[] checksumText;
    private HostedFile next;

    /** What it tells about itself, and what ends it. */
    record Surroundings(DownloadProgress progress, Timeline timeline, InstantSource clock, BooleanSupplier stopping) {}

    /** @param listing for the sizes of the files */
    Fetch(
            String version,
            Listing listing,
            DownloadSettings settings,
            TargetFolder folder,
            Inventory inventory,
            Surroundings surroundings) {
        this.version = version;
        this.listing = listing;
        this.settings = settings;
        this.folder = folder;
        this.inventory = inventory;
        this.surroundings = surroundings;
        this.checksumFile = HostedFile.checksums(version);
    }

    /** The request for the checksums. */
    Request first() {
        return checksumFile.request();
    }

    /** Reads the checksums. */
    void checksums(Answer answer) throws IOException {
        answer.requireSuccess(checksumFile.name(), now());
        String text = answer.text(checksumFile.name());
        checksums = DumpChecksums.parse(folder.place(checksumFile), text.lines().toList());
        checksumText = text.getBytes(StandardCharsets.UTF_8);
        for (HostedFile file : files()) {
            if (expected(file).isEmpty()) {
                throw new DownloadException(checksumFile.name() + " has no SHA-256 of " + file.name(), Retry.NEXT_DAY);
            }
        }
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    private List<HostedFile> files() {
        return settings.wanted().types().stream()
                .sorted()
                .map(type -> HostedFile.of(version, type))
                .toList();
    }

    private Optional<String> expected(HostedFile file) {
        return Optional.ofNullable(checksums.hashes().get(file.name()));
    }

    /**
     * The requests for the files that are not there yet, one after the other.
     *
     * @throws DownloadException if somebody's own file is in the place of one, or if there is no room
     */
    Iterator<Request> missing() throws IOException, InterruptedException {
        List<HostedFile> missing = isPublished() ? List.of() : missingFiles();
        if (!missing.isEmpty()) {
            requireNobodysInTheirPlace(missing);
            folder.requireRoom(
                    "the dump of " + version,
                    missing.stream()
                            .mapToLong(file -> listing.size(file).orElse(0))
                            .sum());
            surroundings.progress().downloading(version);
        }
        Iterator<HostedFile> files = missing.iterator();
        return new Iterator<>() {

            @Override
            public boolean hasNext() {
                return files.hasNext();
            }

            @Override
            public Request next() {
                next = files.next();
                return next.request();
            }
        };
    }

    /** Whether all has been published: if files are missing, somebody has removed them. Whoever names a version wants its files. */
    private boolean isPublished() {
        return settings.wanted().version().isEmpty()
                && !settings.isByCommand()
                && files().stream()
                        .allMatch(file ->
                                inventory.published(version, file.name()).equals(expected(file)));
    }

    private List<HostedFile> missingFiles() throws IOException, InterruptedException {
        List<HostedFile> missing = new ArrayList<>();
        for (HostedFile file : files()) {
            if (!isHere(file)) {
                missing.add(file);
            }
        }
        return missing;
    }

    private boolean isHere(HostedFile file) throws IOException, InterruptedException {
        if (!folder.holds(file)) {
            return false;
        }
        String sha256 =
                inventory.sha256(folder.place(file)).orElseThrow(() -> new InterruptedException("The program ends"));
        boolean here = expected(file).orElseThrow().equals(sha256);
        if (!here) {
            LOG.warn("{} differs from the file that Discogs has now", file.name());
        }
        return here;
    }

    private void requireNobodysInTheirPlace(List<HostedFile> missing) throws IOException {
        List<HostedFile> somebodys = new ArrayList<>();
        missing.stream().filter(folder::holdsSomebodys).forEach(somebodys::add);
        if (folder.holdsSomebodys(checksumFile) && !saysTheSame()) {
            somebodys.add(checksumFile);
        }
        if (!somebodys.isEmpty()) {
            throw somebodys(somebodys.stream().map(HostedFile::name).collect(Collectors.joining(", ")));
        }
    }

    private DownloadException somebodys(String names) {
        return new DownloadException(
                "The dump of " + version + " is not downloaded: " + folder.path() + " has " + names
                        + " from somebody else, with other content than Discogs has. Move that away to have it downloaded",
                Retry.NEXT_DAY);
    }

    /** Whether the CHECKSUM file that is there has the same hashes. */
    private boolean saysTheSame() throws IOException {
        Path place = folder.place(checksumFile);
        DumpChecksums there = DumpChecksums.parse(place, Files.readAllLines(place, StandardCharsets.ISO_8859_1));
        return files().stream().allMatch(file -> expected(file)
                .equals(Optional.ofNullable(there.hashes().get(file.name()))));
    }

    /** Takes the answer that is a file: writes it beside its place, compares it, and puts it there. */
    void save(Answer answer) throws IOException, InterruptedException {
        HostedFile file = next;
        DownloadProgress progress = surroundings.progress();
        try {
            answer.requireSuccess(file.name(), now());
            OptionalLong size = answer.contentLength();
            folder.requireRoom(file.name(), size.orElse(0));
            progress.begins(file.name(), size.isPresent() ? size : listing.size(file));
            var part = new PartFile(
                    folder.place(file), longest(file, size), folder::free, settings.stall(), surroundings.stopping());
            Instant begun = now();
            LOG.info("{}: downloading{}", file.name(), size.isPresent() ? ", " + ByteCount.text(size.getAsLong()) : "");
            String sha256 = part.receive(answer, new LoggedProgress(LOG, file.name(), progress));
            if (!expected(file).orElseThrow().equals(sha256)) {
                part.delete();
                throw new DownloadException(
                        file.name() + ": what has come does not have the SHA-256 of " + checksumFile.name()
                                + ": it is thrown away",
                        Retry.NEXT_DAY);
            }
            if (folder.holdsSomebodys(file)) { // since it was begun
                part.delete();
                throw somebodys(file.name());
            }
            folder.rename(part.path(), file);
            surroundings
                    .timeline()
                    .report(
                            LOG,
                            Level.INFO,
                            Event.Kind.DOWNLOADED,
                            file.name(),
                            "downloaded and verified, "
                                    + ByteCount.text(folder.place(file).toFile().length())
                                    + " in " + Duration.between(begun, now()).toSeconds() + " s");
        } finally {
            progress.fileEnds();
        }
    }

    private long longest(HostedFile file, OptionalLong size) {
        OptionalLong listed = listing.size(file);
        long most =
                listed.isPresent() ? (long) ((double) listed.getAsLong() * MORE_THAN_LISTED) + (1 << 20) : LONGEST_FILE;
        return size.isPresent() ? Math.min(size.getAsLong(), most) : most;
    }

    /** Last step: writes the checksums, which mark the dump complete. */
    void complete() throws IOException {
        boolean isNew = surroundings.progress().version().isPresent();
        boolean isWhole = isNew || files().stream().allMatch(folder::holds);
        if (isWhole && !isChecksumHere() && !folder.holdsSomebodys(checksumFile)) {
            folder.write(checksumFile, checksumText);
        }
        if (isNew) {
            surroundings
                    .timeline()
                    .report(
                            LOG,
                            Level.INFO,
                            Event.Kind.DOWNLOADED,
                            "the dump of " + version,
                            "is there, whole and verified");
        } else {
            LOG.info("The newest whole dump of Discogs is {}: nothing to download", version);
        }
    }

    private boolean isChecksumHere() throws IOException {
        return folder.holds(checksumFile)
                && Arrays.equals(Files.readAllBytes(folder.place(checksumFile)), checksumText);
    }
}
