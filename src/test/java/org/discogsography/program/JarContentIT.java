package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the jar, and what must not be. */
class JarContentIT {

    private static JarFile jar;
    private static List<String> names;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(JarProcess.jar().toFile());
        names = jar.stream().map(ZipEntry::getName).toList();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void no_test_server_and_no_test_library_ships() {
        assertThat(names)
                .noneMatch(name -> name.startsWith("org/apache/qpid/"))
                .noneMatch(name -> name.startsWith("io/zonky/"))
                .noneMatch(name -> name.startsWith("io/hawt/") || name.endsWith(".war"))
                .noneMatch(name -> name.startsWith("org/eclipse/jetty/"))
                .noneMatch(name -> name.startsWith("org/junit/"))
                .noneMatch(name -> name.startsWith("org/assertj/"))
                .noneMatch(name -> name.startsWith("org/awaitility/"));
    }

    @Test
    void of_Neo4j_only_the_driver_ships_for_the_server_is_under_the_GPL() {
        assertThat(names)
                .filteredOn(name -> name.startsWith("org/neo4j/") && name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(
                        name -> name.startsWith("org/neo4j/driver/") || name.startsWith("org/neo4j/bolt/connection/"));
    }

    @Test
    void licence_and_notices_ship() throws IOException {
        assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(text("META-INF/NOTICE")).contains("Apache Camel");
        assertThat(names)
                .anyMatch(name -> name.matches("META-INF/resources/webjars/cytoscape/[^/]+/LICENSE"))
                .filteredOn(name -> name.contains("webjars/cytoscape/") && !name.endsWith("/"))
                .hasSize(2);
    }

    @Test
    void everything_that_a_user_configures_or_edits_ships() {
        assertThat(names)
                .contains("application.properties", "logback.xml", "jolokia-access.xml")
                .contains("routes/common/consume.camel.yaml", "routes/extractor/extractor.camel.yaml")
                .contains("cypher/store-releases.cypher", "sql/upsert.sql");
    }

    @Test
    void services_of_many_jars_are_merged() throws IOException {
        assertThat(text("META-INF/services/java.sql.Driver")).contains("org.postgresql.Driver");
        assertThat(text("META-INF/services/org.flywaydb.core.extensibility.Plugin")
                        .lines())
                .anyMatch(line -> line.contains("postgresql"))
                .anyMatch(line -> line.startsWith("org.flywaydb.core."));
    }

    @Test
    void it_says_what_to_start_and_which_version_it_is() throws IOException {
        var manifest = jar.getManifest().getMainAttributes();
        assertThat(manifest.getValue("Main-Class")).isEqualTo("org.discogsography.Discogsography");
        assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
        assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    }

    private static String text(String name) throws IOException {
        var entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        try (var in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
