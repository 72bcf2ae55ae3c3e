package org.discogsography.expected;

import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Makes a DOM of each record of a dump file, hands it on, and forgets it. */
final class RecordElements extends DefaultHandler {

    private final Document document;
    private final Consumer<Element> action;
    private final StringBuilder text = new StringBuilder();
    private Element current; // null between the records
    private boolean inRoot;

    RecordElements(Consumer<Element> action) throws ParserConfigurationException {
        document =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
        this.action = action;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        if (!inRoot) {
            inRoot = true;
            return;
        }
        addText();
        Element element = document.createElement(name);
        for (int i = 0; i < attributes.getLength(); i++) {
            element.setAttribute(attributes.getQName(i), attributes.getValue(i));
        }
        if (current != null) {
            current.appendChild(element);
        }
        current = element;
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        text.append(characters, start, length);
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        if (current == null) {
            return;
        }
        addText();
        Element ended = current;
        current = (Element) ended.getParentNode();
        if (current == null) {
            action.accept(ended);
        }
    }

    private void addText() {
        if (current != null && !text.isEmpty()) {
            current.appendChild(document.createTextNode(text.toString()));
        }
        text.setLength(0);
    }
}
