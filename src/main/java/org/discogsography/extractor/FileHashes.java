package org.discogsography.extractor;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SHA-256 of dump files, which alone says whether a file has been replaced: size and time of modification can be the
 * same for other bytes.
 *
 * <p>Hashing a dump takes a minute or more. So a hash is kept in the state folder for as long as the file system says that
 * nothing has changed the file since: by the inode and the time of its last change, which nobody can set, on file systems
 * that are known to keep it. Anywhere else each start hashes again. Thread-safe.
 */
final class FileHashes {

    private static final Logger LOG = LoggerFactory.getLogger(FileHashes.class);
    private static final Set<String> KEEPING_THE_TIME_OF_CHANGE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "apfs");

    /** A change within the same tick of the file system's clock would go unnoticed. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path cache;
    private final BooleanSupplier stopping;
    private final Map<String, Known> known;
    private final AtomicLong hashed = new AtomicLong();

    /**
     * @param stopping whether to give up hashing
     */
    FileHashes(Path stateFolder, BooleanSupplier stopping) {
        this.cache = stateFolder.toAbsolutePath().resolve(".discogsography-hashes.json");
        this.stopping = stopping;
        this.known = new ConcurrentHashMap<>(read(cache));
    }

    /** A hash, and what the file system said of the file when it was computed. */
    record Known(String unchanged, String sha256) {}

    /**
     * The SHA-256 of a file, in lower-case hex; empty if the program is stopping.
     *
     * @throws IOException if the file cannot be read
     */
    Optional<String> of(Path file) throws IOException {
        Optional<String> before = fingerprint(file);
        String name = file.toAbsolutePath().normalize().toString();
        Known kept = known.get(name);
        if (kept != null && before.isPresent() && before.get().equals(kept.unchanged())) {
            return Optional.of(kept.sha256());
        }
        LOG.info("{}: computing its SHA-256", file.getFileName());
        Optional<String> hash = hash(file);
        if (hash.isPresent() && before.isPresent() && isOld(file)) {
            known.put(name, new Known(before.get(), hash.get()));
            write();
        }
        return hash;
    }

    /** The number of bytes that were hashed; any thread may ask. */
    long progress() {
        return hashed.get();
    }

    /** What changes whenever the file's content does; empty if the file system has nothing that does. */
    static Optional<String> fingerprint(Path file) throws IOException {
        FileStore store = Files.getFileStore(file);
        if (!KEEPING_THE_TIME_OF_CHANGE.contains(store.type()) || !store.supportsFileAttributeView("unix")) {
            return Optional.empty();
        }
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        return Optional.of(attributes.get("dev") + " " + attributes.get("ino") + " " + attributes.get("size") + " "
                + attributes.get("lastModifiedTime") + " " + attributes.get("ctime"));
    }

    private static boolean isOld(Path file) throws IOException {
        var changed = (FileTime) Files.getAttribute(file, "unix:ctime");
        return changed.toInstant().isBefore(Instant.now().minus(TICK));
    }

    private Optional<String> hash(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 17];
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (stopping.getAsBoolean()) {
                    return Optional.empty();
                }
                sha256.update(buffer, 0, read);
                hashed.addAndGet(read);
            }
        }
        return Optional.of(HexFormat.of().formatHex(sha256.digest()));
    }

    private static Map<String, Known> read(Path cache) {
        try {
            if (Files.exists(cache)) {
                return new TreeMap<>(
                        MAPPER.readValue(Files.readAllBytes(cache), new TypeReference<Map<String, Known>>() {}));
            }
        } catch (IOException e) {
            LOG.debug("{} is damaged: the files are hashed again", cache, e);
        }
        return new TreeMap<>();
    }

    private synchronized void write() {
        try {
            Path written = cache.resolveSibling(cache.getFileName() + ".tmp");
            Files.write(written, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(new TreeMap<>(known)));
            Files.move(written, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("{} cannot be written: the next start hashes again", cache, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
