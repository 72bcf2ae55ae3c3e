package org.discogsography.dump;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * The XML parser of a dump file. It can start again in the middle of the file; its offsets and lines are the file's
 * nevertheless. For one thread.
 */
final class FileXml {

    private final RecordWindow window;
    private final RecordParser.StartTagCheck startTags;
    private final XMLInputFactory factory = withoutDtds();

    private XMLStreamReader2 xml; // null: not opened, or its first bytes are malformed
    private RecordParser parser;
    private long base; // what to add to the XML parser's offset
    private long baseLine; // what to add to its line

    /** @param startTags is called at each start tag in a child of the root element */
    FileXml(RecordWindow window, RecordParser.StartTagCheck startTags) {
        this.window = window;
        this.startTags = startTags;
    }

    /** Begins at the start of the file. */
    void start() throws XMLStreamException {
        open(new byte[0]);
    }

    /**
     * Goes on at an offset of the file.
     *
     * @param rootStart everything up to the end of the root's start tag, which is parsed again before it
     * @param line that the offset is in
     */
    void startAgain(byte[] rootStart, long offset, long line) throws IOException, XMLStreamException {
        window.keepFrom(offset);
        window.seek(offset);
        open(rootStart);
        base = offset - rootStart.length;
        baseLine = 0;
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {}
        // The root's start tag may end in a later line than it begins in.
        baseLine = line - xml.getLocationInfo().getEndLocation().getLineNumber();
    }

    private void open(byte[] before) throws XMLStreamException {
        var in = before.length == 0 ? window : new SequenceInputStream(new ByteArrayInputStream(before), window);
        xml = (XMLStreamReader2) factory.createXMLStreamReader(in);
        parser = new RecordParser(xml, startTags);
    }

    /** The kind of the next event: one of {@link XMLStreamConstants}. */
    int next() throws XMLStreamException {
        return xml.next();
    }

    /** The kind of the current event. */
    int event() {
        return xml.getEventType();
    }

    /** The name of the current element. */
    String name() {
        return xml.getLocalName();
    }

    boolean isWhiteSpace() {
        return xml.isWhiteSpace();
    }

    /** Reads the current element to its end. */
    ParsedRecord parse() throws XMLStreamException {
        return parser.parse();
    }

    /** The ids of the record that is being read. */
    List<byte[]> idsSoFar() {
        return parser.idsSoFar();
    }

    /** Where the current event begins. */
    long offset() {
        return xml == null ? 0 : base + xml.getLocationInfo().getStartingByteOffset();
    }

    /** Behind the current event. */
    long end() throws XMLStreamException {
        return base + xml.getLocationInfo().getEndingByteOffset();
    }

    /** The line that the current event begins in. */
    long line() {
        return lineInFile(xml.getLocationInfo().getStartLocation().getLineNumber());
    }

    /** @param line as the XML parser counts it */
    long lineInFile(long line) {
        return baseLine + line;
    }

    /** The failure of a start tag that must not be where it is. */
    NestedRecordException nestedRecord() {
        return new NestedRecordException(xml.getLocation());
    }

    private static XMLInputFactory withoutDtds() {
        var factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // All texts are read, and a lazy parser would report an error in one as an unchecked exception.
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return factory;
    }
}
