package org.discogsography.outage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecords;

/**
 * A message that not every store takes, and that comes after no other: it is of a dump after all others, which is never loaded.
 *
 * @param refusedBy the services whose dead letters it belongs to
 * @param record what a service stores that does not refuse it; null where both do
 */
record Poison(String body, Set<String> refusedBy, ObjectNode record) {

    static final String VERSION = "20991201";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> BOTH = Set.of("graphinator", "tableinator");

    /** One of each kind; two months have none in common. */
    static List<Poison> ofMonth(String month) {
        // More than an index takes, in either store, and nothing that compression would make smaller.
        String idTooLarge = new Random(month.hashCode())
                .ints(12_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        var nul = JSON.createObjectNode().put("id", "nul-" + month).put("name", "a\0b");
        nul.set("title", nul.get("name"));
        // The tables' index holds it, compressed.
        var longId = JSON.createObjectNode().put("id", month + "x".repeat(9_000));
        return List.of(
                new Poison("no JSON, " + month, BOTH, null),
                new Poison("{\"type\":\"data\",\"name\":\"no id, " + month + "\"}", BOTH, null),
                new Poison("{\"type\":\"data\",\"id\":null,\"name\":\"" + month + "\"}", BOTH, null),
                new Poison("{\"type\":\"data\",\"id\":\"\",\"name\":\"" + month + "\"}", BOTH, null),
                new Poison("{\"type\":\"unheard of\",\"id\":\"" + month + "\"}", BOTH, null),
                new Poison("{\"type\":\"data\",\"id\":\"" + idTooLarge + "\"}", BOTH, null),
                refused(nul, "tableinator"),
                refused(longId, "graphinator"));
    }

    private static Poison refused(ObjectNode record, String service) {
        var message = record.deepCopy().put("type", "data").put("sha256", hash(record));
        return new Poison(message.toString(), Set.of(service), record);
    }

    private static String hash(ObjectNode record) {
        return ExpectedRecords.sha256(ExpectedRecords.canonical(record));
    }

    /** What a service that does not refuse it stores of it. */
    ExpectedGraph.Newest stored(DataType type) {
        return new ExpectedGraph.Newest(type, hash(record), VERSION, record);
    }
}
