package org.discogsography.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code getRecord} of what both stores say: the header {@code row} has PostgreSQL's row, {@code node} Neo4j's. Bean of the
 * route; thread-safe.
 */
public final class RecordAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WITHOUT_RECORDS = List.of("genres", "styles");

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem, JsonProcessingException {
        Question question = Question.in(exchange);
        String type = question.text("type");
        String id = question.text("id");
        boolean hasRecords = !WITHOUT_RECORDS.contains(type);
        if (!hasRecords) {
            question.require(Store.NEO4J);
        }
        question.requireAny(Store.NEO4J, Store.POSTGRESQL);
        Map<String, Object> row = first(exchange, "row");
        Map<String, Object> node = first(exchange, "node");
        if (row == null && node == null) {
            // Whoever has not answered may know it.
            question.require(Store.NEO4J);
            question.require(Store.POSTGRESQL);
            throw Problem.notFound("no store knows " + type + "/" + id);
        }
        noteLacking(question, row, node);
        JsonNode record = row == null ? null : JSON.readTree((String) row.get("data"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", type);
        answer.put("id", id);
        answer.put("name", name(record, node));
        if (record != null) {
            answer.put("record", record);
        }
        if (!question.failures().containsKey(Store.NEO4J)) {
            answer.put("edges", edges(node));
        }
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("neo4j", node == null ? null : node.get("version"));
        versions.put("postgresql", row == null ? null : row.get("version"));
        answer.put("versions", versions);
        answer.put("agree", hasRecords && question.failures().isEmpty() ? (Object) agree(row, node) : null);
        question.missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    /** The store that has no record of it although the other one has. Neither has one of a stub, a genre or a style. */
    private static void noteLacking(Question question, Map<String, Object> row, Map<String, Object> node) {
        if (!question.failures().isEmpty()) {
            return;
        }
        boolean isInGraph = node != null && node.get("version") != null;
        if (row != null && !isInGraph) {
            question.lacking().add(Store.NEO4J);
        } else if (row == null && isInGraph) {
            question.lacking().add(Store.POSTGRESQL);
        }
    }

    private static Map<String, Object> first(Exchange exchange, String header) {
        List<Map<String, Object>> rows = DiscoveryApi.rows(exchange, header);
        return rows.isEmpty() ? null : rows.get(0);
    }

    private static boolean agree(Map<String, Object> row, Map<String, Object> node) {
        Object stored = row == null ? null : row.get("version");
        Object hash = row == null ? null : row.get("hash");
        Object inGraph = node == null ? null : node.get("version");
        Object hashInGraph = node == null ? null : node.get("sha256");
        return Objects.equals(stored, inGraph) && Objects.equals(hash, hashInGraph);
    }

    private static String name(JsonNode record, Map<String, Object> node) {
        if (record != null) {
            for (String field : List.of("name", "title")) {
                if (record.path(field).isTextual()) {
                    return record.path(field).asText();
                }
            }
        }
        return node == null ? null : (String) node.get("name");
    }

    /** Of the columns {@code BY_in}, {@code BY_out} and so on. */
    private static List<Map<String, Object>> edges(Map<String, Object> node) {
        List<Map<String, Object>> edges = new ArrayList<>();
        if (node != null) {
            node.forEach((column, count) -> {
                int end = column.lastIndexOf('_');
                if (count instanceof Long number && number > 0 && end > 0) {
                    Map<String, Object> edge = new LinkedHashMap<>();
                    edge.put("relation", column.substring(0, end));
                    edge.put("direction", column.substring(end + 1));
                    edge.put("count", number);
                    edges.add(edge);
                }
            });
        }
        return edges;
    }
}
