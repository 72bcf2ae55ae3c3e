package org.discogsography.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml}, with anchors and merges resolved. Shell variables are not expanded. */
record ComposeFile(Map<String, Service> services, Set<String> volumes, Map<String, Path> secrets) {

    static final Path PATH = Path.of("docker-compose.yml");

    /** One service and its section. */
    record Service(String name, Map<String, Object> section) {

        /** Whether it is one of our services, built from the repository. */
        boolean isOurs() {
            return section.containsKey("build") && !runsCommands();
        }

        /** Whether it runs when somebody asks for it, and ends. */
        boolean runsCommands() {
            return section.containsKey("profiles");
        }

        /** The same with another command. */
        Service with(List<String> command) {
            Map<String, Object> changed = new LinkedHashMap<>(section);
            changed.put("command", command);
            return new Service(name, changed);
        }

        String text(String key) {
            return String.valueOf(section.get(key));
        }

        List<String> list(String key) {
            return section.get(key) instanceof List<?> values
                    ? values.stream().map(String::valueOf).toList()
                    : List.of();
        }

        Map<String, String> environment() {
            Map<String, String> environment = new TreeMap<>();
            entries("environment").forEach((key, value) -> environment.put(key, String.valueOf(value)));
            return environment;
        }

        /** The command of its health check, without Compose's keyword. */
        List<String> healthCheck() {
            List<String> test = new Service(name, entries("healthcheck")).list("test");
            if (!test.get(0).equals("CMD")) {
                throw new IllegalArgumentException(name + ": the health check must not need a shell");
            }
            return test.subList(1, test.size());
        }

        Map<String, Object> entries(String key) {
            Map<String, Object> entries = new LinkedHashMap<>();
            if (section.get(key) instanceof Map<?, ?> found) {
                found.forEach((name, value) -> entries.put(String.valueOf(name), value));
            }
            return entries;
        }

        /** The names of its secrets. */
        List<String> secrets() {
            return section.get("secrets") instanceof List<?> given
                    ? given.stream()
                            .map(secret -> secret instanceof Map<?, ?> detailed ? detailed.get("source") : secret)
                            .map(String::valueOf)
                            .toList()
                    : List.of();
        }
    }

    static ComposeFile read() throws IOException {
        Map<String, Object> content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(PATH));
        var whole = new Service("", content);
        Map<String, Service> services = new LinkedHashMap<>();
        Map<String, Object> sections = whole.entries("services");
        for (String name : sections.keySet()) {
            services.put(name, new Service(name, new Service("", sections).entries(name)));
        }
        Map<String, Path> secrets = new TreeMap<>();
        Map<String, Object> declared = whole.entries("secrets");
        for (String name : declared.keySet()) {
            secrets.put(name, Path.of(new Service("", new Service("", declared).entries(name)).text("file")));
        }
        return new ComposeFile(services, whole.entries("volumes").keySet(), secrets);
    }

    Service service(String name) {
        return services.get(name);
    }
}
