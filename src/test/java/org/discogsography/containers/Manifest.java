package org.discogsography.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** One object for Kubernetes, from a YAML file that may contain several. */
record Manifest(Path file, JsonNode content) {

    static final Path FOLDER = Path.of("containers", "kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All objects in the files of that folder in {@link #FOLDER}, except Kustomize's own files. */
    static List<Manifest> in(String folder) throws IOException {
        List<Manifest> all = new ArrayList<>();
        for (Path file : files(folder)) {
            all.addAll(read(file));
        }
        return all;
    }

    /** The files of that folder, except Kustomize's own. */
    static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        }
    }

    static List<Manifest> read(Path file) throws IOException {
        List<Manifest> all = new ArrayList<>();
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object document : yaml.loadAll(Files.readString(file))) {
            all.add(new Manifest(file, JSON.valueToTree(document)));
        }
        return all;
    }

    /** @param pointer a JSON pointer */
    JsonNode at(String pointer) {
        return content.at(pointer);
    }

    String kind() {
        return at("/kind").asText();
    }

    String name() {
        return at("/metadata/name").asText();
    }

    /** The name of its schema's file, as kubeconform looks for it. */
    String schema() {
        String version = at("/apiVersion").asText();
        String group = version.contains("/") ? "-" + version.replaceFirst("[./].*", "") : "";
        return kind().toLowerCase(Locale.ROOT) + group + "-" + version.replaceFirst(".*/", "") + ".json";
    }

    /** Of a Deployment: its only container. */
    JsonNode container() {
        return at("/spec/template/spec/containers/0");
    }

    /** Of a Deployment. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        container()
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    /** Whether a selector of labels selects the Pods of this Deployment. */
    boolean isSelectedBy(JsonNode selector) {
        JsonNode labels = at("/spec/template/metadata/labels");
        boolean matches = selector.path("matchLabels").properties().stream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
        return matches
                && items(selector.path("matchExpressions")).allMatch(expression -> items(expression.path("values"))
                        .anyMatch(labels.path(expression.path("key").asText())::equals));
    }

    static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
