package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.discogsography.program.JarProcess.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One version on all that is released, and a bill of materials of all that ships. */
class ReleaseIT {

    @TempDir
    private Path folder;

    @Test
    void jar_image_bill_of_materials_and_program_have_the_version_of_the_build() throws Exception {
        String version =
                only(Path.of("pom.xml"), "<artifactId>discogsography</artifactId>\\s*<version>([^<]+)</version>");

        assertThat(version).as("a release's").matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        try (var jar = new JarFile(JarProcess.jar().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
                    .isEqualTo(version);
        }
        assertThat(only(Path.of("Dockerfile"), "org\\.opencontainers\\.image\\.version=\"([^\"]+)\""))
                .isEqualTo(version);
        assertThat(only(Path.of("docker-compose.yml"), "image: discogsography:(\\S+)"))
                .isEqualTo(version);
        for (String word : List.of("--version", "version")) {
            try (var program = Call.of(folder, word).start()) {
                assertThat(program.exitCode(Duration.ofSeconds(60))).isZero();
                assertThat(program.out()).isEqualToIgnoringNewLines("Discogsography " + version);
            }
        }
        assertThat(billOfMaterials().at("/metadata/component/version").asText()).isEqualTo(version);
    }

    @Test
    void the_bill_of_materials_lists_every_library_in_the_jar_with_its_version_and_no_test_library() throws Exception {
        List<String> listed = StreamSupport.stream(
                        billOfMaterials().path("components").spliterator(), false)
                .map(component -> component.path("group").asText() + ":"
                        + component.path("name").asText() + ":"
                        + component.path("version").asText())
                .toList();

        assertThat(listed).containsAll(shipped()).hasSizeGreaterThan(100);
        assertThat(listed).noneMatch(library -> Stream.of(
                        "org.junit", "org.assertj", "org.apache.qpid", "io.zonky", "org.neo4j:", "org.eclipse.jetty")
                .anyMatch(library::startsWith));
    }

    /** The libraries that say in the jar what they are. */
    private static List<String> shipped() throws IOException {
        List<String> shipped = new ArrayList<>();
        try (var jar = new JarFile(JarProcess.jar().toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().matches("META-INF/maven/.+/pom\\.properties")
                        && !entry.getName().contains("/discogsography/")) {
                    var library = new Properties();
                    try (var input = jar.getInputStream(entry)) {
                        library.load(input);
                    }
                    shipped.add(library.getProperty("groupId") + ":" + library.getProperty("artifactId") + ":"
                            + library.getProperty("version"));
                }
            }
        }
        assertThat(shipped).hasSizeGreaterThan(50);
        // A part of netty-common, into which Netty itself has packed it.
        shipped.removeIf(library -> library.startsWith("org.jctools:jctools-core:"));
        return shipped;
    }

    /** The plugin that makes it skips its work in a build with {@code -o}. */
    private static JsonNode billOfMaterials() throws IOException {
        Path file = JarProcess.jar().resolveSibling("discogsography-sbom.json");
        assumeTrue(Files.exists(file) || System.getenv("CI") == null, "mvn -o makes no bill of materials");
        return new ObjectMapper().readTree(file.toFile());
    }

    private static String only(Path file, String pattern) throws IOException {
        List<String> found = Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(found).as("%s in %s", pattern, file).hasSize(1);
        return found.get(0);
    }
}
