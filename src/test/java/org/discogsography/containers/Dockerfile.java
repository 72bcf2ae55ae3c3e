package org.discogsography.containers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code Dockerfile}: its base images, and the instructions of its last stage. */
record Dockerfile(List<String> images, List<Instruction> last) {

    static final Path PATH = Path.of("Dockerfile");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** An instruction, with its lines joined. */
    record Instruction(String word, String rest) {}

    static Dockerfile read() throws IOException {
        String joined = String.join(
                        "\n",
                        Files.readAllLines(PATH).stream()
                                .filter(line -> !line.startsWith("#"))
                                .toList())
                .replaceAll("\\\\\\n\\s*", " ");
        List<String> images = new ArrayList<>();
        List<Instruction> last = new ArrayList<>();
        for (String line : joined.lines().filter(line -> !line.isBlank()).toList()) {
            String[] parts = SPACE.split(line.strip(), 2);
            if (parts[0].equals("FROM")) {
                images.add(SPACE.splitAsStream(parts[1]).findFirst().orElseThrow());
                last.clear();
            }
            last.add(new Instruction(parts[0], parts[1]));
        }
        return new Dockerfile(images, List.copyOf(last));
    }

    private Stream<String> all(String word) {
        return last.stream()
                .filter(instruction -> instruction.word().equals(word))
                .map(Instruction::rest);
    }

    /** The command line of the container's program, to which the service's command is appended. */
    List<String> entrypoint() throws IOException {
        String json = all("ENTRYPOINT").reduce((before, after) -> after).orElseThrow();
        return List.of(new ObjectMapper().readValue(json, String[].class));
    }

    String user() {
        return all("USER").reduce((before, after) -> after).orElseThrow();
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        all("ENV").flatMap(SPACE::splitAsStream).forEach(setting -> {
            int equals = setting.indexOf('=');
            environment.put(setting.substring(0, equals), setting.substring(equals + 1));
        });
        return environment;
    }

    /** The commands of the {@code RUN} instructions. */
    List<String> runs() {
        return all("RUN").toList();
    }

    /** The destinations of the {@code COPY} instructions. */
    List<String> copied() {
        return all("COPY")
                .map(rest -> Arrays.asList(SPACE.split(rest)))
                .map(words -> words.get(words.size() - 1))
                .toList();
    }
}
