package org.discogsography.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.discogsography.table.Change;

/** Changes as lines of a format. Each line has the columns of the table, under their names. */
interface ChangeLines {

    List<String> COLUMNS = List.of("seq", "version", "type", "data_id", "change", "hash", "previous_hash", "at");

    /** The first line, if the format has one. */
    Optional<String> head();

    String line(Change change) throws JsonProcessingException;

    /** RFC 4180, but with line feeds. */
    static ChangeLines csv() {
        return new ChangeLines() {
            @Override
            public Optional<String> head() {
                return Optional.of(String.join(",", COLUMNS));
            }

            @Override
            public String line(Change change) {
                return values(change).values().stream().map(this::cell).collect(Collectors.joining(","));
            }

            private String cell(Object value) {
                String text = value == null ? "" : value.toString();
                return text.matches("[^\",\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
            }
        };
    }

    /** A JSON object a line, without what is unknown. */
    static ChangeLines ndjson() {
        var mapper = new ObjectMapper();
        return new ChangeLines() {
            @Override
            public Optional<String> head() {
                return Optional.empty();
            }

            @Override
            public String line(Change change) throws JsonProcessingException {
                Map<String, Object> values = values(change);
                values.values().removeIf(value -> value == null);
                return mapper.writeValueAsString(values);
            }
        };
    }

    private static Map<String, Object> values(Change change) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("seq", change.seq());
        values.put("version", change.version());
        values.put("type", change.type());
        values.put("data_id", change.id());
        values.put("change", change.change());
        values.put("hash", change.hash());
        values.put("previous_hash", change.previousHash());
        values.put("at", change.at().toString());
        return values;
    }
}
