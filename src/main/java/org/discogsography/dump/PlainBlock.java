package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * Reads a block by itself, as if a child of the root element had ended right before it. If that turns out to be so, and the
 * block is <em>plain</em>, with nothing but records from one end to the other, then these are the records that a reader of
 * the whole file finds there. For one thread.
 */
final class PlainBlock implements Callable<Optional<PlainBlock.Result>> {

    /**
     * What a plain block holds.
     *
     * @param end lines and records are counted from the block's start
     */
    record Result(List<DumpRecord> records, Seam end) {}

    private final DumpFile file;
    private final Block block;
    private final byte[] rootStart;
    private final RecordWindow window;
    private final RecordStart starts;
    private final FileXml xml;
    private final RecordHash hash = new RecordHash();
    private final List<DumpRecord> records = new ArrayList<>();

    /**
     * @param rootStart everything up to the end of the root's start tag; null if the block is the first, which has that in it
     * @param limit is longer than the block
     */
    PlainBlock(DumpFile file, Block block, byte[] rootStart, long limit) {
        this.file = file;
        this.block = block;
        this.rootStart = rootStart;
        this.window = new RecordWindow(closed(block, file.type()), block.offset(), limit);
        this.starts = new RecordStart(file.type());
        this.xml = new FileXml(window, this::refuseRecordInRecord);
    }

    /** Empty if the block is not plain. */
    @Override
    public Optional<Result> call() {
        try {
            return read();
        } catch (XMLStreamException | IOException | RuntimeException e) {
            return Optional.empty(); // OutcomeReader will say what is wrong, and where
        }
    }

    private Optional<Result> read() throws XMLStreamException, IOException {
        byte[] root = enterRoot();
        long start = block.offset(); // of the last record
        long line = rootStart == null ? xml.line() : 0;
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT
                    && xml.name().equals(file.type().element())) {
                start = xml.offset();
                line = xml.line();
                window.keepFrom(start);
                readRecord(start);
            } else if (event != XMLStreamConstants.CHARACTERS || !xml.isWhiteSpace()) {
                return Optional.empty();
            }
        }
        if (xml.offset() != block.end()) {
            return Optional.empty();
        }
        line += window.lines(start, block.end());
        return Optional.of(new Result(records, new Seam(block.end(), line, xml.line(), root, records.size())));
    }

    private byte[] enterRoot() throws XMLStreamException, IOException {
        if (rootStart != null) {
            xml.startAgain(rootStart, block.offset(), 0);
            return rootStart;
        }
        xml.start();
        if (xml.next() != XMLStreamConstants.START_ELEMENT
                || !xml.name().equals(file.type().plural())) {
            throw new XMLStreamException("is not the root element");
        }
        return window.copy(0, xml.end());
    }

    private void readRecord(long start) throws XMLStreamException {
        var parsed = xml.parse();
        var id = RecordId.of(parsed);
        if (id.fault() != null) {
            throw new XMLStreamException(id.fault());
        }
        var json = parsed.canonicalJson();
        records.add(new DumpRecord(file.type(), id.id(), hash.of(json), json, start));
    }

    /** Called at each start tag in a record. */
    private void refuseRecordInRecord() throws XMLStreamException {
        try {
            if (xml.name().equals(file.type().element()) && starts.isAt(window, xml.offset())) {
                throw xml.nestedRecord();
            }
        } catch (IOException e) {
            throw new XMLStreamException(e);
        }
    }

    /** A block, and the root's end tag behind it. */
    private static DumpBytes closed(Block block, DataType type) {
        byte[] end = ("</" + type.plural() + ">").getBytes(StandardCharsets.US_ASCII);
        var blocks = new ArrayDeque<>(List.of(block, new Block(block.end(), end, end.length, new long[0], false)));
        return new BlockBytes(blocks::poll, DumpBytes.NONE);
    }
}
