package org.discogsography.exporter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.api.management.ManagedResource;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.idempotent.StoredRecord;
import org.discogsography.idempotent.Versioned;
import org.discogsography.outage.Reason;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;

/**
 * The idempotent repository of a store that cannot be asked what it holds: hash and version of each record that it has taken, on disk. The
 * place of a record in the file is its id times {@value #SLOT} bytes, so that nothing is kept in memory. Where no record is, a sparse file
 * takes no space.
 *
 * <p>A record is written here after the store has it, and the file is synced before its message is acknowledged. So after a crash, a
 * power cut too, it lacks at most records that come again, and it never takes an older version for a new one. Thread-safe.
 */
@ManagedResource(description = "Idempotent repository over the exporter's index")
public final class RecordIndex extends StoreIdempotentRepository implements AutoCloseable {

    /** Hash, length of the version plus one (0: no record), version. It divides a disk's block: none is torn in a crash. */
    private static final int SLOT = 64;

    private static final int HASH = 32;
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,8}");

    private final FileChannel file;

    /** @param file that nobody else writes to */
    RecordIndex(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens that of a type.
     *
     * @throws SettingException if the folder is of no use, or another exporter uses it
     */
    static RecordIndex of(Path folder, DataType type) {
        Path path = folder.resolve(type.plural() + ".index");
        try {
            Files.createDirectories(folder);
            var file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isLocked(file)) {
                SyncedFiles.syncNames(folder); // it may be new
                return new RecordIndex(file);
            }
            file.close();
        } catch (IOException e) {
            throw new SettingException(
                    Setting.EXPORTER_STATE_FOLDER + ": " + path + " cannot be used: " + Reason.of(e), e);
        }
        throw new SettingException(
                Setting.EXPORTER_STATE_FOLDER + ": another exporter uses " + path + "; only one may at a time");
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another one in this JVM has it
        }
    }

    @Override
    protected Collection<StoredRecord> find(Collection<String> ids) throws IOException {
        List<StoredRecord> found = new ArrayList<>(ids.size());
        for (String id : ids) {
            ByteBuffer slot = ByteBuffer.allocate(SLOT);
            long place = place(id);
            while (slot.hasRemaining() && file.read(slot, place + slot.position()) >= 0) {
                // until it is full, or the file ends
            }
            if (!slot.hasRemaining() && slot.get(HASH) > 0) {
                found.add(new StoredRecord(
                        id,
                        HexFormat.of().formatHex(slot.array(), 0, HASH),
                        new String(slot.array(), HASH + 1, slot.get(HASH) - 1, StandardCharsets.US_ASCII)));
            }
        }
        return found;
    }

    /** Notes what the store has taken; on disk when this returns. */
    <T extends Versioned> void stored(Classification<T> records) throws IOException {
        for (T record : records.recordsToStore()) {
            write(record.id(), record.sha256(), record.version());
        }
        for (T record : records.unchanged()) {
            write(record.id(), record.sha256(), record.version());
        }
        if (records.hasRecordsToStore() || records.hasRecordsToTouch()) {
            file.force(false);
        }
    }

    @Override
    protected boolean forget(String id, String sha256) throws IOException {
        write(id, "0".repeat(2 * HASH), "");
        file.force(false);
        return true;
    }

    private void write(String id, String sha256, String version) throws IOException {
        byte[] text = version.getBytes(StandardCharsets.US_ASCII); // of ten characters at most, see MessageReader
        var slot = ByteBuffer.allocate(SLOT)
                .put(HexFormat.of().parseHex(sha256))
                .put((byte) (text.length + 1))
                .put(text)
                .rewind();
        long place = place(id);
        while (slot.hasRemaining()) {
            if (file.write(slot, place + slot.position()) < 0) {
                throw new EOFException();
            }
        }
    }

    /** Refused like a bad record: whoever has other ids needs another store. */
    private static long place(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("The exporter takes ids from 1 to 999999999 only, not "
                    + (id.length() <= 100 ? id : id.substring(0, 100) + "…"));
        }
        return Long.parseLong(id) * SLOT;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
