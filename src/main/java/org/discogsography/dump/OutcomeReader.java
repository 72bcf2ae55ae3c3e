package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * Reads records and what is rejected, in the order of the file. Where the file is not well-formed, it rejects the record and
 * starts again at the next record's start tag (see {@link RecordStart}).
 *
 * <p>One bad spot costs one record at most. So a record counts only when something follows it that can follow a record: an
 * end tag too many ends a record early, and what is left of it then stands where the next record should. For one thread.
 */
final class OutcomeReader implements ReadOutcomes {

    private final DumpFile file;
    private final DumpBytes source;
    private final RecordWindow window;
    private final RecordStart starts;
    private final long skipped;
    private final FileXml xml;
    private final RecordHash hash = new RecordHash();

    private byte[] rootStart; // everything up to the first byte behind the root's start tag

    private final OutcomeQueue outcomes;
    private final UndeclaredPrefixes prefixes = new UndeclaredPrefixes();
    private final DamageDescription damage;

    private DumpPlace place = DumpPlace.BEFORE_ROOT;
    private long start; // of the last record, or where reading was started again; the window keeps everything from here
    private long line = 1; // of `start`
    private long end; // behind the last child of the root element
    private long lastEnd; // behind `last`
    private long rootEnd; // the root's end tag
    private int indent = -1; // white space before `start` in its line; -1: it is not the first in its line
    private DumpException failure;
    private boolean ended;

    /**
     * Reads up to the root element.
     *
     * @param skipped number of the first records and rejected records that need no hash
     */
    OutcomeReader(DumpFile file, DumpBytes source, long limit, long skipped) throws DumpException {
        this(file, source, limit, skipped, 0, 0);
        try {
            xml.start();
            enterRoot();
        } catch (XMLStreamException e) {
            recover(e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Goes on behind others, as if it had read what they have. */
    OutcomeReader(DumpFile file, DumpBytes source, long limit, long skipped, Seam seam) throws DumpException {
        this(file, source, limit, skipped, seam.offset(), seam.count());
        rootStart = seam.rootStart();
        try {
            goOn(seam.offset(), seam.parserLine());
            line = seam.line();
        } catch (IOException | XMLStreamException e) {
            throw new DumpException(file.name() + " cannot be read again from byte " + seam.offset(), e);
        }
    }

    private OutcomeReader(DumpFile file, DumpBytes source, long limit, long skipped, long offset, long count) {
        this.file = file;
        this.source = source;
        this.window = new RecordWindow(source, offset, limit);
        this.starts = new RecordStart(file.type());
        this.skipped = skipped;
        this.outcomes = new OutcomeQueue(count);
        this.xml = new FileXml(window, this::checkStartTag);
        this.damage = new DamageDescription(file, source, window, xml, outcomes);
    }

    @Override
    public ReadOutcome next() throws DumpException {
        while (outcomes.isEmpty() && !ended) {
            if (failure != null) {
                throw failure;
            }
            try {
                advance();
            } catch (XMLStreamException e) {
                if (!readAgainWithPrefix(e)) {
                    recover(e);
                }
            } catch (RuntimeException e) {
                recover(e); // a defect of the parser, or input that it cannot handle
            }
        }
        return outcomes.poll();
    }

    @Override
    public void close() {} // has no thread

    private void enterRoot() throws XMLStreamException, DumpException {
        long declared = 0; // behind what is not needed to begin again
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            if (xml.event() == XMLStreamConstants.DTD) {
                declared = xml.end();
                long from = nextText(xml.offset()); // the parser counts white space before it in
                outcomes.rejected(rejected(
                        from,
                        xml.line() + window.lines(xml.offset(), from),
                        "is a document type declaration, of which nothing is used",
                        window.copy(from, declared)));
            }
        }
        var root = xml.name();
        if (root.equals(file.type().plural())) {
            outcomes.settle();
            end = xml.end();
            rootStart = window.copy(declared, end);
            start = end;
            line = xml.line() + window.lines(xml.offset(), end);
            place = DumpPlace.BETWEEN_RECORDS;
        } else {
            var wrong =
                    "contains <" + root + ">, but its name says <" + file.type().plural() + ">";
            if (DataType.named(root).isPresent()) {
                throw new DumpException(file.name() + " " + wrong);
            }
            throw new WrongRootException(wrong);
        }
    }

    private long nextText(long offset) throws XMLStreamException {
        try {
            return RecordStart.skipWhiteSpace(window, offset);
        } catch (IOException e) {
            throw new XMLStreamException(e);
        }
    }

    /** Reads a child of the root element, or the end. */
    private void advance() throws XMLStreamException {
        switch (xml.next()) {
            case XMLStreamConstants.START_ELEMENT -> {
                if (xml.name().equals(file.type().element())) {
                    outcomes.settle();
                    readRecord();
                } else {
                    readOther();
                }
            }
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                if (!xml.isWhiteSpace()) {
                    rejectBehindLast(xml.offset(), xml.line(), "is text, not an element");
                }
            }
            case XMLStreamConstants.END_ELEMENT -> {
                outcomes.settle();
                rootEnd = xml.offset();
                end = xml.end();
                place = DumpPlace.AFTER_ROOT;
            }
            case XMLStreamConstants.END_DOCUMENT -> ended = true;
            default -> {}
        }
    }

    private void readRecord() throws XMLStreamException {
        start = xml.offset();
        line = xml.line();
        indent = indent(start, end);
        window.keepFrom(start);
        place = DumpPlace.IN_RECORD;
        var parsed = xml.parse();
        place = DumpPlace.BETWEEN_RECORDS;
        end = xml.end();
        lastEnd = end;
        outcomes.record(outcome(parsed));
        settleIfLarge();
    }

    private void readOther() throws XMLStreamException {
        long from = xml.offset();
        long fromLine = xml.line();
        var reason = "is a <" + xml.name() + ">, not a <" + file.type().element() + ">";
        place = DumpPlace.IN_OTHER_ELEMENT;
        xml.parse();
        place = DumpPlace.BETWEEN_RECORDS;
        rejectBehindLast(from, fromLine, reason);
    }

    private void rejectBehindLast(long from, long fromLine, String reason) throws XMLStreamException {
        end = xml.end();
        outcomes.rejected(rejected(from, fromLine, reason, window.copy(from, end)));
        settleIfLarge();
    }

    /** What is kept leaves little room for what follows: it is not kept any longer. */
    private void settleIfLarge() throws XMLStreamException {
        if (end - start > window.limit() / 4) {
            outcomes.settle();
            line += window.lines(start, end);
            start = end;
            window.keepFrom(start);
        }
    }

    private ReadOutcome outcome(ParsedRecord parsed) {
        var id = RecordId.of(parsed);
        if (id.fault() != null) {
            return rejected(start, line, id.fault(), window.copy(start, end));
        }
        var json = parsed.canonicalJson();
        var sha256 = outcomes.ordinal() <= skipped ? "" : hash.of(json);
        return new DumpRecord(file.type(), id.id(), sha256, json, start);
    }

    private RejectedRecord rejected(long from, long fromLine, String reason, byte[] bytes) {
        return new RejectedRecord(file.name(), outcomes.ordinal(), fromLine, from, reason, bytes);
    }

    /** Called at each start tag in a child of the root element. */
    private void checkStartTag() throws XMLStreamException {
        if (!xml.name().equals(file.type().element())) {
            return;
        }
        try {
            long at = xml.offset();
            // An element of that name may stand in a record, in a format yet to come; but not where records stand.
            boolean likeRecords = place == DumpPlace.IN_OTHER_ELEMENT || (indent >= 0 && indent(at, start) == indent);
            if (likeRecords && starts.isAt(window, at)) {
                throw xml.nestedRecord();
            }
        } catch (IOException e) {
            throw new XMLStreamException(e);
        }
    }

    private int indent(long offset, long from) throws XMLStreamException {
        try {
            return RecordStart.indent(window, offset, from);
        } catch (IOException e) {
            throw new XMLStreamException(e);
        }
    }

    /**
     * Elements and attributes of a format yet to come cost no record, also if their prefix is not declared: reads the record
     * again with the prefix declared.
     *
     * @return false if this is not what is wrong
     */
    private boolean readAgainWithPrefix(XMLStreamException e) throws DumpException {
        boolean inRecordOrItsStartTag = place == DumpPlace.IN_RECORD || place == DumpPlace.BETWEEN_RECORDS;
        var prefix = inRecordOrItsStartTag ? prefixes.declare(e) : Optional.<String>empty();
        if (prefix.isEmpty()) {
            return false;
        }
        rootStart = UndeclaredPrefixes.declared(rootStart, prefix.get());
        try {
            long from = start;
            if (place == DumpPlace.BETWEEN_RECORDS) {
                outcomes.settle();
                from = RecordStart.skipWhiteSpace(window, end);
            }
            goOn(from, line + window.lines(start, from));
            return true;
        } catch (IOException | XMLStreamException unreadable) {
            return false;
        }
    }

    /** Rejects the damaged part of the file, and starts again with the next record. */
    private void recover(Exception e) throws DumpException {
        if (source.failure() == null) {
            window.beginScan(start);
            try {
                recover(damage.reason(e), e);
                return;
            } catch (IOException | XMLStreamException unreadable) {
                // Told below.
            }
        }
        outcomes.settle();
        failure = damage.broken(e, place, line);
    }

    private void recover(String reason, Exception e) throws IOException, XMLStreamException {
        long token = Math.max(xml.offset(), end); // where the parser failed
        long from; // what is rejected starts here
        long search;
        String why = reason;
        switch (place) {
            case BEFORE_ROOT -> {
                outcomes.forgetUncertain(); // it is part of what is rejected
                from = 0;
                search = 0;
            }
            case IN_RECORD -> {
                from = start;
                search = start + 1;
            }
            case AFTER_ROOT -> {
                from = rootEnd;
                search = end;
            }
            default -> {
                if (endedEarly(token)) {
                    outcomes.forgetUncertain();
                    from = start;
                    why = "has an end tag too many, and " + reason;
                } else {
                    outcomes.settle();
                    from = RecordStart.skipWhiteSpace(window, end);
                }
                search = place == DumpPlace.IN_OTHER_ELEMENT ? from + 1 : token + 1;
            }
        }
        long fromLine = line + window.lines(start, from);
        var part = DamagedPart.find(window, starts, from, fromLine, search);
        if (part.isLast() && place == DumpPlace.AFTER_ROOT) {
            part = part.from(end);
        } else if (part.isLast() && !(isBetweenRecords() && part.isDamagedRootEnd())) {
            outcomes.settle();
            failure = damage.broken(e, place, line);
            return;
        }
        if (!part.isBlank()) {
            why = part.notUtf8() ? "holds bytes that are not UTF-8, and " + why : why;
            outcomes.rejected(rejected(part.from(), fromLine, why, part.stripped()));
        }
        outcomes.settle();
        if (part.isBeforeRecord()) {
            startAgain(part.to(), part.toLine());
        } else {
            ended = true;
        }
    }

    private boolean isBetweenRecords() {
        return place == DumpPlace.BETWEEN_RECORDS || place == DumpPlace.IN_OTHER_ELEMENT;
    }

    /**
     * Whether the last record was ended by an end tag too many: right behind it stand elements that it has not got yet, and
     * then its own end tag. Where records stand in lines of their own, the end of the line shows that it was its own.
     */
    private boolean endedEarly(long token) throws IOException {
        return place == DumpPlace.BETWEEN_RECORDS
                && outcomes.last() != null
                && window.at(lastEnd) == '<'
                && starts.isRecordEnd(window, token)
                && (outcomes.last() instanceof RejectedRecord
                        || outcomes.behindLast().stream().noneMatch(OutcomeReader::isId));
    }

    private static boolean isId(RejectedRecord element) {
        return element.bytes().length > 3 && new String(element.bytes(), 0, 3, StandardCharsets.US_ASCII).equals("<id");
    }

    private void startAgain(long at, long atLine) throws IOException, XMLStreamException {
        indent = indent(at, 0);
        if (rootStart == null) {
            rootStart = ('<' + file.type().plural() + '>').getBytes(StandardCharsets.US_ASCII);
        }
        goOn(at, atLine);
    }

    private void goOn(long at, long atLine) throws IOException, XMLStreamException {
        start = at;
        line = atLine;
        end = at;
        place = DumpPlace.BETWEEN_RECORDS;
        xml.startAgain(rootStart, at, atLine);
    }
}
