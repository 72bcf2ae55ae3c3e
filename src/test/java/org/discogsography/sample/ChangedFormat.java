package org.discogsography.sample;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.discogsography.dump.DumpFile;
import org.discogsography.expected.ExpectedRecords;
import org.w3c.dom.Element;

/**
 * Changes records as Discogs might change their format: anywhere in them, an element gets an attribute or a child that nobody has
 * seen, or is there once more. None of this takes anything away from what a record says of its node and edges.
 */
public final class ChangedFormat {

    private static final List<String> NEW_NAMES =
            List.of("lang", "code", "precision", "x-1", "type", "sha256", "mood", "is_new", "\u00e9tat");
    private static final List<String> NEW_TEXTS =
            List.of("en", "0", "", " ", "1999", "Rock", "<&\"'>", "\u042f\ud83c\udfb9");

    private final Random random;
    private final Transformer transformer;

    public ChangedFormat(Random random) {
        this.random = random;
        try {
            transformer = TransformerFactory.newDefaultInstance().newTransformer();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    }

    /** A copy of a record's element with one to four changes. */
    public Element changed(Element record) {
        var copy = (Element) record.cloneNode(true);
        for (int i = random.nextInt(4); i >= 0; i--) {
            change(copy);
        }
        return copy;
    }

    /** Writes a dump file again, with every record changed. The dump has no checksums any more. */
    public void rewrite(DumpFile file) throws IOException {
        var records = ExpectedRecords.elements(file.path()).stream()
                .map(this::changed)
                .toList();
        Files.delete(file.path());
        Files.deleteIfExists(file.path().resolveSibling("discogs_" + file.version() + "_CHECKSUM.txt"));
        write(file, records);
    }

    /** Writes a dump file with these records. */
    public DumpFile write(DumpFile file, List<Element> records) throws IOException {
        var root = file.type().plural();
        try (var out = new GZIPOutputStream(Files.newOutputStream(file.path()))) {
            out.write(("<" + root + ">\n").getBytes(StandardCharsets.UTF_8));
            for (var record : records) {
                out.write((xml(record) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.write(("</" + root + ">\n").getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private void change(Element record) {
        var elements = new ArrayList<Element>();
        collect(record, elements);
        var element = one(elements);
        var name = one(NEW_NAMES);
        switch (random.nextInt(3)) {
            case 0 -> {
                if (!element.hasAttribute(name)) {
                    element.setAttribute(name, one(NEW_TEXTS));
                }
            }
            case 1 -> element.insertBefore(newElement(element, name), one(children(element)));
            default -> {
                if (element != record) {
                    element.getParentNode().insertBefore(element.cloneNode(true), element);
                }
            }
        }
    }

    private Element newElement(Element parent, String name) {
        var created = parent.getOwnerDocument().createElement(name);
        created.setTextContent(one(NEW_TEXTS));
        if (random.nextInt(3) == 0) {
            created.setAttribute(one(NEW_NAMES), one(NEW_TEXTS));
        }
        if (random.nextInt(3) == 0) {
            created.appendChild(newElement(parent, random.nextBoolean() ? "name" : one(NEW_NAMES)));
        }
        return created;
    }

    /** Its child nodes, and null for the place after the last. */
    private static List<org.w3c.dom.Node> children(Element element) {
        var nodes = new ArrayList<org.w3c.dom.Node>();
        for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            nodes.add(node);
        }
        nodes.add(null);
        return nodes;
    }

    private static void collect(Element element, List<Element> elements) {
        elements.add(element);
        ExpectedRecords.childElements(element).forEach(child -> collect(child, elements));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String xml(Element element) {
        var out = new StringWriter();
        try {
            transformer.transform(new DOMSource(element), new StreamResult(out));
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
        return out.toString();
    }
}
