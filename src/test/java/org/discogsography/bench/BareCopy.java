package org.discogsography.bench;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.discogsography.dump.DumpFile;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The program that one would write to get dumps into PostgreSQL once: it parses a file, and writes each record as JSON with its hash by
 * {@code COPY}, in one transaction. It knows of no broker, no second load, no broken record and no outage.
 */
final class BareCopy {

    /** Elements that are lists of their children. */
    private static final Set<String> LISTS = Set.of(
            "aliases",
            "artists",
            "companies",
            "descriptions",
            "extraartists",
            "formats",
            "genres",
            "groups",
            "identifiers",
            "images",
            "labels",
            "members",
            "namevariations",
            "series",
            "styles",
            "sub_tracks",
            "sublabels",
            "tracklist",
            "urls",
            "videos");

    private static final int BUFFER = 1 << 16;

    private final ObjectMapper mapper = new ObjectMapper();
    private final MessageDigest sha256;
    private final String version;
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream(2 * BUFFER);

    BareCopy(String version) throws Exception {
        this.version = version;
        this.sha256 = MessageDigest.getInstance("SHA-256");
    }

    /** Writes all records of a file into the table of its type, in this schema. */
    void load(DumpFile file, Connection connection, String schema) throws Exception {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + schema + "." + file.type()
                        + " (data_id, hash, data, version, updated_at) from stdin");
        String rest = "\t" + version + "\t" + Instant.now() + "\n";
        read(file.path(), (id, json) -> {
            add(id.getBytes(StandardCharsets.UTF_8));
            rows.write('\t');
            rows.writeBytes(HexFormat.of().formatHex(sha256.digest(json)).getBytes(StandardCharsets.US_ASCII));
            rows.write('\t');
            add(json);
            rows.writeBytes(rest.getBytes(StandardCharsets.US_ASCII));
            if (rows.size() >= BUFFER) {
                flush(copy);
            }
        });
        flush(copy);
        copy.endCopy();
    }

    private void flush(CopyIn copy) throws Exception {
        copy.writeToCopy(rows.toByteArray(), 0, rows.size());
        rows.reset();
    }

    /** In the text format of {@code COPY}. */
    private void add(byte[] text) {
        for (byte b : text) {
            switch (b) {
                case '\\' -> rows.writeBytes(new byte[] {'\\', '\\'});
                case '\t' -> rows.writeBytes(new byte[] {'\\', 't'});
                case '\n' -> rows.writeBytes(new byte[] {'\\', 'n'});
                case '\r' -> rows.writeBytes(new byte[] {'\\', 'r'});
                default -> rows.write(b);
            }
        }
    }

    /** What is done with a record. */
    interface Records {
        void take(String id, byte[] json) throws Exception;
    }

    void read(Path file, Records records) throws Exception {
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), BUFFER)) {
            XMLStreamReader xml = new InputFactoryImpl().createXMLStreamReader(in);
            xml.nextTag(); // the file's own element
            while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                if (element(xml, false) instanceof Map<?, ?> record) {
                    // Not at once as bytes: these would have escapes in place of emojis.
                    byte[] json = mapper.writeValueAsString(record).getBytes(StandardCharsets.UTF_8);
                    records.take(String.valueOf(record.get("id")), json);
                }
            }
        }
    }

    /** The element at the cursor as a text, a list or a map; null if it is empty. */
    private static Object element(XMLStreamReader xml, boolean isItem) throws XMLStreamException {
        String element = xml.getLocalName();
        Map<String, Object> fields = new TreeMap<>();
        List<Object> items = new ArrayList<>();
        var text = new StringBuilder();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            put(fields, xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        boolean hasAttributes = xml.getAttributeCount() > 0;
        boolean isList = LISTS.contains(element) && !isItem; // the items of series are called so too
        boolean hasChildren = false;
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                hasChildren = true;
                String name = xml.getLocalName();
                // The attribute of this one belongs to the record.
                String isMain = name.equals("master_id") ? xml.getAttributeValue(null, "is_main_release") : null;
                Object child = element(xml, isList);
                if (isList) {
                    // Some dumps repeat the id of a member beside its name.
                    if (child != null && !name.equals("id")) {
                        items.add(child);
                    }
                } else if (name.equals("master_id") && child instanceof Map<?, ?> master) {
                    if (!"0".equals(master.get("name"))) {
                        put(fields, name, master.get("name"));
                        put(fields, "is_main_release", isMain);
                    }
                } else {
                    put(fields, name, child);
                }
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            }
        }
        if (isList) {
            return items.isEmpty() ? null : items;
        }
        if (!hasChildren) {
            if (!hasAttributes) {
                return text.isEmpty() ? null : text.toString();
            }
            put(fields, "name", text.toString());
        }
        return fields.isEmpty() ? null : fields;
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null && !value.equals("")) {
            fields.put(name, value);
        }
    }
}
