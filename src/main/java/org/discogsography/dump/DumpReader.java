package org.discogsography.dump;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Reads the records of one dump file, one at a time, in the file's order. Memory is bounded: a file of 10 GB takes about
 * 2 MB and its largest record.
 *
 * <p>{@link RecordParser} defines how an XML element becomes a record. An element that cannot become one (it has no id, or
 * several) is rejected: it goes to the listener given to {@link #open}, and reading continues. If the file itself is
 * broken, reading ends with a {@link DumpException} that names the file and, if they are known, the record, its id and its
 * line. All records before that place have been returned by then, and every further call fails in the same way. An
 * {@link Iterator} cannot throw a checked exception, so {@link #hasNext} and {@link #next} wrap it in an
 * {@link UncheckedIOException}.
 *
 * <p>For one thread, except {@link #progress} and {@link #close}, which are thread-safe. Closing ends a call that waits for
 * the file.
 */
public final class DumpReader implements Iterator<DumpRecord>, Closeable {

    private final DumpFile file;
    private final Consumer<RejectedRecord> rejections;
    private final long skipped;
    private final long fileBytes;
    private final ReadAheadGzipInputStream bytes;
    private final XMLStreamReader xml;
    private final RecordParser parser;
    private final MessageDigest sha256 = sha256();

    private DumpRecord upcoming;
    private DumpException failure;
    private boolean ended;
    private boolean inRecord;
    private long ordinal;
    private long line;
    private long read;
    private long rejected;

    private DumpReader(
            DumpFile file,
            long fileBytes,
            ReadAheadGzipInputStream bytes,
            Consumer<RejectedRecord> rejections,
            long skipped)
            throws DumpException {
        this.file = file;
        this.skipped = skipped;
        this.fileBytes = fileBytes;
        this.bytes = bytes;
        this.rejections = rejections;
        try {
            this.xml = withoutDtds().createXMLStreamReader(bytes);
            this.parser = new RecordParser(xml);
            enterRoot();
        } catch (XMLStreamException e) {
            throw broken(e, "contains no XML element", "");
        }
    }

    /**
     * Opens a dump file and reads up to its root element.
     *
     * @param rejections called for each rejected element, in the thread that reads
     * @throws DumpException if the file cannot be opened, is empty, is not a gzip file, or has another type's root element;
     *     the file is closed by then
     */
    public static DumpReader open(DumpFile file, Consumer<RejectedRecord> rejections) throws DumpException {
        return open(file, rejections, 0);
    }

    /**
     * The same, to resume an earlier reading. Skipped elements are neither returned, nor counted, nor passed to the
     * listener. Skipping happens when the first record is requested, and takes little longer than unzipping.
     *
     * @param skipped the sum of the earlier reading's {@link #read} and {@link #rejected}; a file with fewer elements is
     *     broken
     */
    public static DumpReader open(DumpFile file, Consumer<RejectedRecord> rejections, long skipped)
            throws DumpException {
        ReadAheadGzipInputStream bytes;
        long fileBytes;
        try {
            fileBytes = Files.size(file.path());
            bytes = new ReadAheadGzipInputStream(Files.newByteChannel(file.path()), file.name());
        } catch (IOException e) {
            throw new DumpException(file.name() + " cannot be opened (" + e + ")", e);
        }
        try {
            return new DumpReader(file, fileBytes, bytes, rejections, skipped);
        } catch (DumpException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        if (upcoming == null && !ended) {
            try {
                upcoming = advance();
                ended = upcoming == null;
            } catch (XMLStreamException e) {
                failure = broken(e, "ends without closing <" + file.type().plural() + ">", where());
                throw new UncheckedIOException(failure);
            } catch (RuntimeException e) {
                // A defect of the parser, or input that it cannot handle: it has stopped within a record.
                failure = new DumpException(file.name() + " cannot be read any further" + where() + " (" + e + ")", e);
                throw new UncheckedIOException(failure);
            }
            if (ended && ordinal < skipped) {
                failure = new DumpException(file.name() + " ends after record " + ordinal
                        + ", but an earlier run had read " + skipped + " records");
                throw new UncheckedIOException(failure);
            }
        }
        return upcoming != null;
    }

    @Override
    public DumpRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record left in " + file.name());
        }
        var record = upcoming;
        upcoming = null;
        read++;
        return record;
    }

    /** The number of records that {@link #next} has returned. */
    public long read() {
        return read;
    }

    /** The number of rejected elements. */
    public long rejected() {
        return rejected;
    }

    public ReadProgress progress() {
        return new ReadProgress(bytes.compressedBytesRead(), fileBytes);
    }

    /** Closes the file and ends the thread that unzips it. Records not yet returned are discarded. Idempotent. */
    @Override
    public void close() {
        bytes.close();
    }

    private void enterRoot() throws XMLStreamException, DumpException {
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            refuseDtd();
        }
        var root = xml.getLocalName();
        if (!root.equals(file.type().plural())) {
            throw new DumpException(file.name() + " contains <" + root + ">, but its name says <"
                    + file.type().plural() + ">");
        }
    }

    /** The next record, or null at the end of the file. */
    private DumpRecord advance() throws XMLStreamException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    ordinal++;
                    line = xml.getLocation().getLineNumber();
                    if (ordinal <= skipped) {
                        skipElement();
                    } else {
                        var record = readRecord();
                        if (record != null) {
                            return record;
                        }
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> readText();
                default -> {}
            }
        }
        return null;
    }

    private void skipElement() throws XMLStreamException {
        inRecord = true;
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
        inRecord = false;
    }

    /** The record at the cursor, or null if it was rejected. */
    private DumpRecord readRecord() throws XMLStreamException {
        inRecord = true;
        var element = xml.getLocalName();
        var parsed = parser.parse();
        inRecord = false;
        if (!element.equals(file.type().element())) {
            return reject("is a <" + element + ">, not a <" + file.type().element() + ">");
        }
        return switch (parsed.ids().size()) {
            case 0 -> reject("has no id");
            case 1 -> withId(parsed);
            default -> reject("has more than one id");
        };
    }

    private DumpRecord withId(ParsedRecord parsed) {
        var id = CanonicalJsonWriter.decode(parsed.ids().get(0));
        if (id.isBlank()) {
            return reject("has a blank id");
        }
        var hash = HexFormat.of().formatHex(sha256.digest(parsed.canonicalJson()));
        return new DumpRecord(file.type(), id, hash, parsed.canonicalJson());
    }

    private DumpRecord reject(String reason) {
        rejected++;
        rejections.accept(new RejectedRecord(file.name(), ordinal, line, reason));
        return null;
    }

    private void readText() {
        if (!xml.isWhiteSpace()) {
            ordinal++;
            line = xml.getLocation().getLineNumber();
            if (ordinal > skipped) {
                reject("is text, not an element");
            }
        }
    }

    private void refuseDtd() throws XMLStreamException {
        if (xml.getEventType() == XMLStreamConstants.DTD) {
            throw new XMLStreamException("a document type declaration is not allowed", xml.getLocation());
        }
    }

    private DumpException broken(XMLStreamException e, String atEnd, String where) {
        String what;
        if (bytes.failure() != null) {
            what = ReadFailureMessage.of(bytes.failure(), bytes.compressedBytesRead());
        } else {
            what = bytes.isAtEnd() ? atEnd : ReadFailureMessage.of(e);
        }
        return new DumpException(file.name() + " " + what + where, e);
    }

    private String where() {
        if (!inRecord) {
            return ordinal == 0 ? ", before its first record" : ", after record " + ordinal;
        }
        var ids = parser.idsSoFar();
        var id = ids.isEmpty() ? "" : " (id " + CanonicalJsonWriter.decode(ids.get(0)) + ")";
        return ", in record " + ordinal + id + ", which begins at line " + line;
    }

    private static XMLInputFactory withoutDtds() {
        var factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // All texts are read, and a lazy parser would report an error in one as an unchecked exception.
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return factory;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
