package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableSchema;
import org.discogsography.table.TableServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for loads and changes, as an operator gives them. */
class LoadCommandsIT {

    private static final Duration SOON = Duration.ofMinutes(6);

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        EmbeddedNeo4j.start().clear();
        var second = Duration.ofSeconds(1);
        try (HikariDataSource pool = TablePool.create(
                        new TableServer(
                                PostgresAddress.parse(postgres.address()),
                                PostgresTls.PREFER,
                                EmbeddedPostgres.DATABASE,
                                EmbeddedPostgres.USERNAME,
                                EmbeddedPostgres.PASSWORD),
                        new TablePool.Settings(
                                1, 3, second.multipliedBy(30), second.multipliedBy(5), second.multipliedBy(30)));
                var connection = postgres.connect();
                var statement = connection.createStatement()) {
            new TableSchema(pool).apply();
            statement.execute("""
                    insert into loads (version, type, records, added, changed, unchanged, removed, rejected, state, started_at, completed_at)
                    values
                        ('20260801', 'artists', 9957079, 1, 2, 9957075, 0, 1, 'incomplete', '2026-08-02T00:00:00Z', null),
                        ('20260801', 'labels', 5, 5, 0, 0, 0, 0, 'complete', '2026-08-02T00:00:00Z', '2026-08-02T03:12:00Z')
                    """);
            statement.execute("""
                    insert into changes (version, type, data_id, change, hash, previous_hash, at)
                    values
                        ('20260801', 'artists', '1', 'changed', 'b', 'a', '2026-08-02T00:00:00Z'),
                        ('20260801', 'labels', 'a,"b', 'removed', null, 'c', '2026-08-02T00:00:00Z')
                    """);
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private JarProcess run(int exitCode, String... words) {
        var program = Call.of(folder, words)
                .with("POSTGRES_ADDRESS", postgres.address())
                .with("POSTGRES_DATABASE", EmbeddedPostgres.DATABASE)
                .with("POSTGRES_PASSWORD", EmbeddedPostgres.PASSWORD)
                .with("NEO4J_ADDRESS", EmbeddedNeo4j.start().address().toString())
                .with("NEO4J_PASSWORD", "any")
                .with("AMQP_CONNECTION", "amqp://guest:secret@127.0.0.1:1/")
                .start();
        assertThat(program.exitCode(SOON)).as(program.toString()).isEqualTo(exitCode);
        return program;
    }

    /** Neo4j has a load of artists in this state. */
    private static void graphLoad(String state) {
        try (var session = EmbeddedNeo4j.start().driver().session()) {
            session.run(
                            "MERGE (l:Load {version: '20260801', type: 'artists'}) SET l.state = $state",
                            Map.of("state", state))
                    .consume();
        }
    }

    @Test
    void loads_are_listed_and_accepted_and_changes_printed() throws Exception {
        try (var listed = run(0, "loads")) {
            assertThat(listed.out().lines().map(line -> line.replaceAll(" +", " ")))
                    .contains(
                            "service version type state records added changed unchanged removed rejected dead letters started took",
                            "tableinator 20260801 artists incomplete 9,957,079 1 2 9,957,075 0 1 ? 2026-08-02T00:00:00Z -",
                            "tableinator 20260801 labels complete, removing 5 5 0 0 0 0 ? 2026-08-02T00:00:00Z 3 h 12 min");
            assertThat(listed.err()).contains("RabbitMQ").doesNotContain("secret", "\tat ");
        }
        graphLoad("loading");
        try (var half = run(1, "loads", "accept", "20260801", "artists")) {
            assertThat(half.out()).contains("tableinator: artists of 20260801 accepted");
            assertThat(half.err()).contains("graphinator: artists of 20260801 is still loading");
        }
        graphLoad("incomplete");
        try (var accepted = run(0, "loads", "accept", "20260801", "artists")) {
            assertThat(accepted.out()).contains("graphinator: artists of 20260801 accepted");
            assertThat(accepted.err()).contains("tableinator: artists of 20260801 has been accepted before");
        }
        try (var refused = run(1, "loads", "accept", "20260801", "labels")) {
            assertThat(refused.err()).contains("tableinator: labels of 20260801 is complete");
        }
        try (var csv = run(0, "changes", "20260801")) {
            assertThat(csv.out().lines())
                    .containsExactly(
                            "seq,version,type,data_id,change,hash,previous_hash,at",
                            "1,20260801,artists,1,changed,b,a,2026-08-02T00:00:00Z",
                            "2,20260801,labels,\"a,\"\"b\",removed,,c,2026-08-02T00:00:00Z");
        }
        try (var ndjson = run(0, "changes", "20260801", "--type", "labels", "--format", "ndjson")) {
            assertThat(new ObjectMapper().readTree(ndjson.out()))
                    .isEqualTo(
                            new ObjectMapper()
                                    .readTree(
                                            "{\"seq\":2,\"version\":\"20260801\",\"type\":\"labels\",\"data_id\":\"a,\\\"b\",\"change\":\"removed\",\"previous_hash\":\"c\",\"at\":\"2026-08-02T00:00:00Z\"}"));
        }
        try (var unknown = run(1, "changes", "20260901")) {
            assertThat(unknown.err().strip()).isEqualTo("There is no load of the version 20260901");
        }
    }
}
