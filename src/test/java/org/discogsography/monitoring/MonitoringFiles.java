package org.discogsography.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the files in {@code monitoring/}. */
final class MonitoringFiles {

    static final Path FOLDER = Path.of("monitoring");

    private MonitoringFiles() {}

    static JsonNode dashboard() {
        try {
            return new ObjectMapper()
                    .readTree(FOLDER.resolve("grafana/dashboards/discogsography.json")
                            .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The expressions in the dashboard's panels. */
    static List<Expression> panels() {
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            panel.path("targets")
                    .forEach(target ->
                            expressions.add(new Expression(target.path("expr").asText())));
        }
        return expressions;
    }

    /** The alerts, with their fields. */
    static List<Map<?, ?>> alerts() {
        List<Map<?, ?>> alerts = new ArrayList<>();
        for (Object group : (List<?>) yaml("alerts.yml").get("groups")) {
            ((List<?>) ((Map<?, ?>) group).get("rules")).forEach(rule -> alerts.add((Map<?, ?>) rule));
        }
        return alerts;
    }

    static Map<?, ?> yaml(String file) {
        try {
            return (Map<?, ?>)
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FOLDER.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
