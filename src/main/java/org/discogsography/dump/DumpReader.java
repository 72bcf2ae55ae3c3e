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
 * The records of one dump file, in the file's order, one at a time: a file of 10 GB needs no more memory than its largest
 * record and about 2 MB.
 *
 * <p>How an XML element becomes a record is told in {@link RecordParser}. What cannot become one (it has no id, or several)
 * goes to the listener given to {@link #open} and reading goes on. What breaks the file itself ends it with a
 * {@link DumpException} that names the file and, where known, the record, its id and the line; every record before the
 * break has been returned by then, and every further call fails in the same way. Since an {@link Iterator} throws nothing
 * checked, {@link #hasNext} and {@link #next} wrap it in an {@link UncheckedIOException}.
 *
 * <p>To be used by one thread, except that {@link #progress} and {@link #close} may be called from any: closing ends a call
 * that waits for the file.
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
            throw broken(e, "holds no XML element", "");
        }
    }

    /**
     * Opens a dump file and reads up to its root element.
     *
     * @param rejections told, in the thread that reads, of everything that is passed over
     * @throws DumpException if the file cannot be opened, is empty, is no gzip file, or its root element is not that of its
     *     type; the file is closed by then
     */
    public static DumpReader open(DumpFile file, Consumer<RejectedRecord> rejections) throws DumpException {
        return open(file, rejections, 0);
    }

    /**
     * The same, to go on where an earlier reading came to. What is skipped is neither returned, counted nor told to the
     * listener; it costs unzipping and little more, when the first record is asked for.
     *
     * @param skipped what the earlier reading's {@link #read} and {@link #rejected} came to; a file that ends before
     *     that is broken
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
                // The parser's own fault, or that of what it met: either way it stands in the middle of a record.
                failure = new DumpException(file.name() + " cannot be read on" + where() + " (" + e + ")", e);
                throw new UncheckedIOException(failure);
            }
            if (ended && ordinal < skipped) {
                failure = new DumpException(file.name() + " ends after record " + ordinal
                        + ", where an earlier reading had come to record " + skipped);
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

    /** How many records {@link #next} has returned. */
    public long read() {
        return read;
    }

    /** How many elements were passed over and told to the listener. */
    public long rejected() {
        return rejected;
    }

    public ReadProgress progress() {
        return new ReadProgress(bytes.compressedBytesRead(), fileBytes);
    }

    /** Closes the file and ends the thread that unzips it. What had not been returned is lost; more than once is allowed. */
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
            throw new DumpException(file.name() + " holds <" + root + "> where its name promises <"
                    + file.type().plural() + ">");
        }
    }

    /** The next record, or null at the file's proper end. */
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

    /** The record at the cursor, or null where it was rejected. */
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
        var idJson = parsed.ids().get(0);
        if (idJson[0] != '"') {
            return reject("has an id that is more than a text");
        }
        var id = CanonicalJson.decode(idJson);
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
            throw new XMLStreamException("a document type declaration, which no dump has", xml.getLocation());
        }
    }

    private DumpException broken(XMLStreamException e, String atEnd, String where) {
        String what;
        if (bytes.failure() != null) {
            what = BreakWording.of(bytes.failure(), bytes.compressedBytesRead());
        } else {
            what = bytes.isAtEnd() ? atEnd : BreakWording.of(e);
        }
        return new DumpException(file.name() + " " + what + where, e);
    }

    private String where() {
        if (!inRecord) {
            return ordinal == 0 ? ", before its first record" : ", after record " + ordinal;
        }
        var ids = parser.idsSoFar();
        var id = ids.isEmpty() ? "" : " (id " + CanonicalJson.decode(ids.get(0)) + ")";
        return ", in record " + ordinal + id + ", which begins at line " + line;
    }

    private static XMLInputFactory withoutDtds() {
        var factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Every text is wanted, and a lazy parser would report what is broken in one as an unchecked exception.
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
