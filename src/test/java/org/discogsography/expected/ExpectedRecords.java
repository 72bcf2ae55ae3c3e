package org.discogsography.expected;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The reference reader for dump files, to test the product's reader against: a second implementation of the contract's
 * rules, from their text alone, with a DOM of each record and maps. It shares no code with the product, and is slow.
 */
public final class ExpectedRecords {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** "wrapper/item", as listed in the contract. */
    private static final Set<String> WRAPPERS = Set.of(
            "artists/artist labels/label extraartists/artist companies/company formats/format descriptions/description"
                    .concat(" genres/genre styles/style tracklist/track sub_tracks/track identifiers/identifier")
                    .concat(" videos/video series/series images/image urls/url namevariations/name aliases/name")
                    .concat(" groups/name members/name sublabels/label")
                    .split(" "));

    private static final Set<String> WRAPPER_NAMES = WRAPPERS.stream()
            .map(wrapper -> wrapper.substring(0, wrapper.indexOf('/')))
            .collect(Collectors.toSet());

    private static final Pattern WHITE_SPACE = Pattern.compile("[ \t\r\n]*");

    /** What an attribute of a master's id is not to be mistaken for. */
    private static final Set<String> OF_RECORDS = Set.of(
            "id name title year released country status notes profile data_quality main_release master_id".split(" "));

    private ExpectedRecords() {}

    /** All records of a gzipped dump file, in the file's order. */
    public static List<ExpectedRecord> read(Path dumpFile) throws IOException {
        List<ExpectedRecord> records = new ArrayList<>();
        forEach(dumpFile, element -> records.add(record(element)));
        return records;
    }

    /** The record elements of a gzipped dump file, in the file's order. */
    public static List<Element> elements(Path dumpFile) throws IOException {
        List<Element> elements = new ArrayList<>();
        forEach(dumpFile, elements::add);
        return elements;
    }

    /** Reads a gzipped dump file, one record's element after the other, and keeps none. */
    public static void forEach(Path dumpFile, Consumer<Element> action) throws IOException {
        try (var xml = new GZIPInputStream(Files.newInputStream(dumpFile))) {
            var factory = SAXParserFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(xml, new RecordElements(action));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    /** Reads one record's element by the contract's rules. */
    public static ExpectedRecord record(Element element) {
        var json = JSON.createObjectNode();
        object(element, true).properties().forEach(field -> {
            boolean ofEnvelope = Set.of("type", "sha256").contains(field.getKey());
            json.set(ofEnvelope ? "@" + field.getKey() : field.getKey(), field.getValue());
        });
        var canonical = canonical(json);
        return new ExpectedRecord(json.path("id").asText(), json, canonical, sha256(canonical));
    }

    public static List<Element> childElements(Element parent) {
        var children = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Canonical JSON: keys sorted at every depth, no white space. */
    public static String canonical(JsonNode json) {
        try {
            return JSON.writeValueAsString(sorted(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    public static String sha256(String canonicalJson) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(canonicalJson.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Object sorted(JsonNode json) {
        if (json instanceof ObjectNode object) {
            var fields = new TreeMap<String, Object>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields;
        }
        if (json instanceof ArrayNode array) {
            var items = new ArrayList<>();
            array.forEach(item -> items.add(sorted(item)));
            return items;
        }
        return json.asText();
    }

    private static JsonNode object(Element element, boolean isRecord) {
        var fields = new Fields();
        addAttributes(fields, "", element);
        for (var child : childElements(element)) {
            if (isRecord && child.getTagName().equals("id")) {
                addIdOfRecord(fields, child);
            } else {
                addField(fields, child);
            }
        }
        fields.add("name", text(ownText(element)));
        return fields.toJson();
    }

    /** Rule 6: two that agree are one, and whatever else it has stands beside it. */
    private static void addIdOfRecord(Fields fields, Element id) {
        fields.addOnce("id", text(ownText(id)));
        var others = new Fields();
        addAttributes(others, "", id);
        childElements(id).forEach(child -> addField(others, child));
        fields.addAll(others, name -> "id_" + name);
    }

    private static void addAttributes(Fields fields, String prefix, Element element) {
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            fields.add(
                    prefix + attributes.item(i).getNodeName(),
                    text(attributes.item(i).getNodeValue()));
        }
    }

    private static JsonNode value(Element element) {
        return element.hasAttributes() || !childElements(element).isEmpty()
                ? object(element, false)
                : text(element.getTextContent());
    }

    private static void addField(Fields fields, Element child) {
        var name = child.getTagName();
        if (name.equals("master_id")) {
            if (!ownText(child).equals("0")) {
                var beside = new Fields();
                addAttributes(beside, "", child);
                childElements(child).forEach(grandchild -> addField(beside, grandchild));
                fields.addAll(
                        beside, field -> OF_RECORDS.contains(field) || isWrapper(field) ? name + "@" + field : field);
                fields.add(name, text(ownText(child)));
            }
        } else if (isWrapper(name)) {
            addAttributes(fields, name + "@", child);
            fields.addAll(name, wrapped(child));
        } else {
            fields.add(name, value(child));
        }
    }

    private static ArrayNode wrapped(Element wrapper) {
        return wrapper.getTagName().equals("members") ? members(wrapper) : items(wrapper);
    }

    /** Rule 4, which has two kinds of members: those with an id, and those whose id is the element before them. */
    private static ArrayNode members(Element wrapper) {
        var items = NODES.arrayNode();
        var ids = new ArrayList<JsonNode>();
        var repeated = new HashSet<JsonNode>();
        int before = -1;
        for (var part : parts(wrapper)) {
            if (!(part instanceof Element child)) {
                items.add((String) part);
            } else if (child.getTagName().equals("id")) {
                var id = value(child);
                if (!isEmpty(id)) {
                    ids.add(id);
                    before = ids.size() - 1;
                }
            } else if (!child.getTagName().equals("name")) {
                var alone = new Fields();
                addField(alone, child);
                addUnlessEmpty(items, alone.toJson());
            } else if (!child.getAttribute("id").isEmpty()) {
                repeated.add(text(child.getAttribute("id")));
                addUnlessEmpty(items, value(child));
                before = -1;
            } else if (before >= 0 && !repeated.contains(ids.get(before))) {
                var member = (Element) child.cloneNode(true);
                member.removeAttribute("id");
                var fields = (ObjectNode) object(member, false);
                items.add(withId(fields, ids.remove(before)));
                before = -1;
            } else {
                addUnlessEmpty(items, value(child));
                before = -1;
            }
        }
        ids.stream()
                .filter(id -> !repeated.contains(id))
                .forEach(id -> items.add(NODES.objectNode().set("id", id)));
        return items;
    }

    private static ObjectNode withId(ObjectNode member, JsonNode id) {
        var own = member.get("id");
        if (own == null) {
            return member.set("id", id);
        }
        var both = NODES.arrayNode().add(id);
        if (own.isArray()) {
            both.addAll((ArrayNode) own);
        } else {
            both.add(own);
        }
        return member.set("id", both);
    }

    private static ArrayNode items(Element wrapper) {
        var wrapped = wrapper.getTagName();
        var items = NODES.arrayNode();
        for (var part : parts(wrapper)) {
            if (part instanceof String text) {
                items.add(text);
            } else if (part instanceof Element child) {
                boolean isItem = WRAPPERS.contains(wrapped + "/" + child.getTagName());
                if (isItem) {
                    addUnlessEmpty(items, value(child));
                } else {
                    var alone = new Fields();
                    addField(alone, child);
                    addUnlessEmpty(items, alone.toJson());
                }
            }
        }
        return items;
    }

    private static boolean isWrapper(String name) {
        return WRAPPER_NAMES.contains(name);
    }

    private static void addUnlessEmpty(ArrayNode items, JsonNode item) {
        if (!isEmpty(item)) {
            items.add(item);
        }
    }

    private static boolean isEmpty(JsonNode json) {
        return json.isTextual() ? json.asText().isEmpty() : json.isEmpty();
    }

    private static TextNode text(String text) {
        return NODES.textNode(text);
    }

    /** The text of an element; if it has child elements, white space alone between them is formatting. */
    private static String ownText(Element element) {
        if (childElements(element).isEmpty()) {
            return element.getTextContent();
        }
        var text = new StringBuilder();
        parts(element).stream().filter(String.class::isInstance).forEach(text::append);
        return text.toString();
    }

    /** An element's children in order: elements, and the texts between them that are not only white space. */
    private static List<Object> parts(Element element) {
        var parts = new ArrayList<>();
        var run = new StringBuilder();
        for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            switch (node.getNodeType()) {
                case Node.TEXT_NODE, Node.CDATA_SECTION_NODE -> run.append(node.getNodeValue());
                case Node.ELEMENT_NODE -> {
                    addRun(parts, run);
                    parts.add(node);
                }
                default -> {}
            }
        }
        addRun(parts, run);
        return parts;
    }

    private static void addRun(List<Object> parts, StringBuilder run) {
        if (!WHITE_SPACE.matcher(run).matches()) {
            parts.add(run.toString());
        }
        run.setLength(0);
    }

    /** An object's values by name, in the order in which they were added. */
    private static final class Fields {

        private final Map<String, ArrayNode> values = new LinkedHashMap<>();
        private final Set<String> lists = new HashSet<>();

        void add(String name, JsonNode value) {
            if (!isEmpty(value)) {
                values.computeIfAbsent(name, n -> NODES.arrayNode()).add(value);
            }
        }

        void addOnce(String name, JsonNode value) {
            if (!values.containsKey(name)
                    || !values.get(name).valueStream().toList().contains(value)) {
                add(name, value);
            }
        }

        void addAll(Fields others, UnaryOperator<String> newName) {
            others.values.forEach((name, all) -> {
                if (others.lists.contains(name)) {
                    addAll(newName.apply(name), all);
                } else {
                    all.forEach(value -> add(newName.apply(name), value));
                }
            });
        }

        void addAll(String name, ArrayNode items) {
            lists.add(name);
            items.forEach(item -> add(name, item));
        }

        JsonNode toJson() {
            var object = NODES.objectNode();
            values.forEach(
                    (name, all) -> object.set(name, all.size() == 1 && !lists.contains(name) ? all.get(0) : all));
            return object;
        }
    }
}
