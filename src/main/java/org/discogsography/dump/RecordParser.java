package org.discogsography.dump;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Converts one record's XML to JSON by the contract's rules for records.
 *
 * <p>Those rules cover what Discogs has published so far. Anything else is kept as well:
 *
 * <ul>
 *   <li>an unknown element becomes a string or an object, by rules 1 and 3;
 *   <li>a name that occurs more than once in an object becomes an array of its values: attributes first, then elements in
 *       their order, then the element's own text ({@code name}); the items of repeated wrappers are joined in one array;
 *   <li>text between child elements is joined and kept as {@code name}; white space alone is formatting there;
 *   <li>an attribute of {@code master_id} becomes a field beside it; if records have a field of that name, it is called
 *       {@code master_id@attribute};
 *   <li>whatever the record's own {@code id} has besides its text becomes a field beside it, {@code id_attribute};
 *   <li>an attribute of a wrapper becomes a field beside it, {@code wrapper@attribute}, a name that no element can have;
 *   <li>a child of a wrapper that is not one of its items becomes the item <code>{"child": value}</code>, and text becomes
 *       a string.
 * </ul>
 *
 * <p>An element with attributes or child elements is an object, even if all of them are empty:
 * {@code <name id="">X</name>} becomes <code>{"name":"X"}</code>.
 */
final class RecordParser {

    /** Protects the stack. The deepest real record has 8 levels. */
    private static final int MAX_DEPTH = 200;

    /** Is asked at each start tag in the record, and throws if the record cannot have that element. */
    interface StartTagCheck {
        void check() throws XMLStreamException;
    }

    private final XMLStreamReader xml;
    private final StartTagCheck startTags;
    private final CanonicalJsonWriter json = new CanonicalJsonWriter();
    private final TextBuffer text = new TextBuffer();
    private final FieldNameCache names = new FieldNameCache();
    private final FieldName id = names.of("id");
    private final FieldName name = names.of("name");

    RecordParser(XMLStreamReader xml, StartTagCheck startTags) {
        this.xml = xml;
        this.startTags = startTags;
    }

    /** Parses the record whose start tag is at the cursor, and leaves the cursor at its end tag. */
    ParsedRecord parse() throws XMLStreamException {
        json.clear();
        text.cutTo(0);
        json.openObject();
        readFields(0);
        addText(name, 0);
        json.renameFieldsAfter(0, FieldName::inRecord);
        json.dropRepeatedFields(id);
        var ids = idsSoFar();
        json.closeObject();
        return new ParsedRecord(ids, json.toByteArray(0));
    }

    /** The ids found so far in the record being parsed, as JSON. */
    List<byte[]> idsSoFar() {
        return json.outermostValues(id);
    }

    /** Writes the element at the cursor as a string or an object. Returns false, and writes nothing, if it is empty. */
    private boolean readValue(int depth) throws XMLStreamException {
        int textStart = text.length();
        json.openObject();
        if (readFields(depth)) {
            addText(name, textStart);
            return json.closeObject();
        }
        json.dropObject();
        boolean hasText = text.length() > textStart;
        if (hasText) {
            writeText(textStart);
        }
        return hasText;
    }

    /**
     * Adds the attributes and child elements of the element at the cursor to the innermost object, and leaves its own
     * text at the end of {@link #text}. Returns false if it has neither attributes nor child elements.
     */
    private boolean readFields(int depth) throws XMLStreamException {
        checkStartTag(depth);
        boolean hasAttributes = addAttributes("");
        boolean hasElements = false;
        int run = text.length();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> appendText();
                case XMLStreamConstants.START_ELEMENT -> {
                    hasElements = true;
                    dropFormatting(run);
                    readField(depth + 1);
                    run = text.length();
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (hasElements) {
                        dropFormatting(run);
                    }
                    return hasAttributes || hasElements;
                }
                default -> passOver();
            }
        }
    }

    /** Adds the element at the cursor to the innermost object. */
    private void readField(int depth) throws XMLStreamException {
        var element = elementName();
        if (element.isWrapper()) {
            readWrapper(element, depth);
        } else if (element.hasItsAttributesBesideIt()) {
            readMasterId(element, depth);
        } else if (depth == 1 && element.equals(id)) {
            readId(depth);
        } else {
            int start = json.position();
            if (readValue(depth)) {
                json.field(element, start);
            }
        }
    }

    private void readMasterId(FieldName element, int depth) throws XMLStreamException {
        int fieldsBefore = json.fieldCount();
        int textStart = text.length();
        readFields(depth);
        if (text.isFrom(textStart, "0")) {
            json.dropFieldsAfter(fieldsBefore);
            text.cutTo(textStart);
        } else {
            json.renameFieldsAfter(
                    fieldsBefore, field -> field.isTaken() ? names.of(element.text() + '@' + field.text()) : field);
            addText(element, textStart);
        }
    }

    /** The record's own id: whatever else its element has must not make it something other than a text. */
    private void readId(int depth) throws XMLStreamException {
        int fieldsBefore = json.fieldCount();
        int textStart = text.length();
        readFields(depth);
        json.renameFieldsAfter(fieldsBefore, field -> names.of(id.text() + '_' + field.text()));
        addText(id, textStart);
    }

    private void readWrapper(FieldName wrapper, int depth) throws XMLStreamException {
        checkStartTag(depth);
        addAttributes(wrapper.text() + '@');
        var memberIds = wrapper.hasItsItemsIdsBeforeThem() ? new MemberIds() : null;
        int list = json.position();
        json.openList();
        int run = text.length();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> appendText();
                case XMLStreamConstants.START_ELEMENT -> {
                    addTextItem(list, run);
                    if (memberIds == null) {
                        readItem(wrapper, list, depth + 1);
                    } else {
                        readMemberOrItsId(wrapper, list, memberIds, depth + 1);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    addTextItem(list, run);
                    if (memberIds != null) {
                        memberIds.withoutName().forEach(memberId -> addMemberWithoutName(list, memberId));
                    }
                    if (json.closeList(list)) {
                        json.listField(wrapper, list);
                    }
                    return;
                }
                default -> passOver();
            }
        }
    }

    private void readItem(FieldName wrapper, int list, int depth) throws XMLStreamException {
        int item = json.openItem(list);
        if (!(wrapper.wraps(elementName()) ? readValue(depth) : readAsObject(depth))) {
            json.cutTo(item);
        }
    }

    private void readMemberOrItsId(FieldName wrapper, int list, MemberIds memberIds, int depth)
            throws XMLStreamException {
        if (elementName().equals(id)) {
            int start = json.position();
            if (readValue(depth)) {
                memberIds.addElement(takeFrom(start));
            }
            return;
        }
        String idBefore = null;
        if (wrapper.wraps(elementName())) {
            String own = xml.getAttributeValue(null, id.text());
            if (own == null || own.isEmpty()) {
                idBefore = memberIds.takePending();
            } else {
                int start = json.position();
                writeString(own);
                memberIds.addName(takeFrom(start));
            }
        }
        if (idBefore == null) {
            readItem(wrapper, list, depth);
        } else {
            readNameWithIdBefore(list, idBefore, depth);
        }
    }

    private void readNameWithIdBefore(int list, String idBefore, int depth) throws XMLStreamException {
        json.openItem(list);
        json.openObject();
        addJson(id, idBefore);
        int textStart = text.length();
        readFields(depth);
        addText(name, textStart);
        json.closeObject();
    }

    private void addMemberWithoutName(int list, String memberId) {
        json.openItem(list);
        json.openObject();
        addJson(id, memberId);
        json.closeObject();
    }

    /** Writes an object whose only field is the element at the cursor. Returns false if it is empty. */
    private boolean readAsObject(int depth) throws XMLStreamException {
        json.openObject();
        readField(depth);
        return json.closeObject();
    }

    private boolean addAttributes(String prefix) {
        int count = xml.getAttributeCount();
        for (int i = 0; i < count; i++) {
            var attribute = names.of(xml.getAttributePrefix(i), xml.getAttributeLocalName(i));
            addString(prefix.isEmpty() ? attribute : names.of(prefix + attribute), xml.getAttributeValue(i));
        }
        return count > 0;
    }

    private void addString(FieldName field, String value) {
        if (!value.isEmpty()) {
            int start = json.position();
            writeString(value);
            json.field(field, start);
        }
    }

    private void writeString(String value) {
        int textStart = text.length();
        text.append(value);
        writeText(textStart);
    }

    /** Writes the text from that position on, and removes it from the buffer. */
    private void writeText(int textStart) {
        json.string(text.chars(), textStart, text.length());
        text.cutTo(textStart);
    }

    /** Adds the text from that position on to the innermost object, unless it is empty, and removes it from the buffer. */
    private void addText(FieldName field, int textStart) {
        if (text.length() > textStart) {
            int start = json.position();
            writeText(textStart);
            json.field(field, start);
        }
    }

    private void addTextItem(int list, int run) {
        if (text.isWhiteSpaceFrom(run)) {
            text.cutTo(run);
        } else {
            json.openItem(list);
            writeText(run);
        }
    }

    private void addJson(FieldName field, String canonical) {
        int start = json.position();
        json.append(canonical.getBytes(StandardCharsets.UTF_8));
        json.field(field, start);
    }

    private String takeFrom(int start) {
        var taken = new String(json.toByteArray(start), StandardCharsets.UTF_8);
        json.cutTo(start);
        return taken;
    }

    private void appendText() {
        text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }

    private void dropFormatting(int run) {
        if (text.isWhiteSpaceFrom(run)) {
            text.cutTo(run);
        }
    }

    private FieldName elementName() {
        return names.of(xml.getPrefix(), xml.getLocalName());
    }

    /** Ignores comments and processing instructions: they do not belong to the record, nor divide the text around them. */
    private void passOver() throws XMLStreamException {
        if (xml.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new XMLStreamException("undeclared entity &" + xml.getLocalName() + ";", xml.getLocation());
        }
    }

    private void checkStartTag(int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new XMLStreamException("elements nested more than " + MAX_DEPTH + " deep", xml.getLocation());
        }
        if (depth > 0) {
            startTags.check();
        }
    }
}
