package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.discogsography.graph.GraphSchema;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.server.CommunityEntryPoint;

/**
 * A Neo4j of its own, run as a child JVM of this one on a free port of the loopback address, without authentication. It can
 * be killed, paused and started again on the same port and data. Not safe for use by several threads.
 */
public final class Neo4jServer implements Neo4j, AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);

    private final Path folder;
    private final boolean isKept;
    private final Memory memory;
    private final String jvm;
    private final Path output;
    private final int port = LoopbackPort.free();
    private ServerProcess server;
    private Driver driver;

    /**
     * In Neo4j's notation: {@code 512m}.
     *
     * @param heap of its JVM
     * @param pageCache for the files of the store
     */
    public record Memory(String heap, String pageCache) {

        private static final Memory SMALL = new Memory("512m", "64m");
        private static final Memory USUAL = new Memory("1g", "512m");
    }

    private Neo4jServer(Path folder, boolean isKept, Memory memory) {
        this(folder, isKept, memory, "");
    }

    private Neo4jServer(Path folder, boolean isKept, Memory memory, String jvm) {
        this.memory = memory;
        this.jvm = jvm;
        this.folder = folder;
        this.isKept = isKept;
        this.output = folder.resolve("output.log");
    }

    /** A new one, empty but for the product's schema; returns when it answers queries. */
    public static Neo4jServer start() {
        return started(new Neo4jServer(ServerFolder.create("neo4j"), false, Memory.SMALL), true);
    }

    /** The same as users run it, with the JVM's better compiler: it takes longer to start, and is faster then. */
    public static Neo4jServer withDefaults() {
        return with(Memory.USUAL);
    }

    /** The same with so much memory. */
    public static Neo4jServer with(Memory memory) {
        return with(memory, "");
    }

    /** The same with further options of the JVM, separated by spaces. */
    public static Neo4jServer with(Memory memory, String jvm) {
        return started(new Neo4jServer(ServerFolder.create("neo4j"), false, memory, jvm), false);
    }

    /** As {@link #withDefaults}, with its data in this folder: those that an earlier one has left there, or none yet. They stay there. */
    public static Neo4jServer in(Path folder) {
        return started(new Neo4jServer(ServerFolder.kept(folder), true, Memory.USUAL), false);
    }

    private static Neo4jServer started(Neo4jServer server, boolean quick) {
        try {
            server.configure(quick);
            server.run();
            GraphSchema.apply(server.driver, server.database());
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Starts it again, after it was stopped or killed, on the same port and with the data that it had. */
    public void restart() {
        if (server.alive()) {
            throw new IllegalStateException("Neo4j is running");
        }
        run();
    }

    private void configure(boolean quick) {
        try {
            Files.writeString(
                    folder.resolve("neo4j.conf"), """
                    server.bolt.listen_address=127.0.0.1:%d
                    server.http.enabled=false
                    server.https.enabled=false
                    dbms.security.auth_enabled=false
                    dbms.usage_report.enabled=false
                    server.memory.pagecache.size=%s
                    # Of 256 MB a file, which would be written full of zeros first.
                    db.tx_log.preallocate=false
                    # Planning a large statement takes a cold server seconds, and would be repeated as the store grows.
                    dbms.cypher.min_replan_interval=%s
                    """.formatted(port, memory.pageCache(), quick ? "1d" : "10s"));
            // A class path is longer than a command line may be on some systems.
            Files.writeString(folder.resolve("java.arguments"), """
                    -Xmx%s
                    -XX:ReservedCodeCacheSize=240m
                    %s
                    -XX:+UseSerialGC
                    --add-opens=java.base/java.nio=ALL-UNNAMED
                    --add-opens=java.base/java.io=ALL-UNNAMED
                    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
                    -classpath "%s"
                    """.formatted(
                            memory.heap(),
                            // It is started more often than it is used for long: half the CPU time of a start.
                            quick
                                    ? "-XX:TieredStopAtLevel=1\n-XX:+UnlockDiagnosticVMOptions\n-XX:-BytecodeVerificationRemote"
                                    : jvm,
                            classPath().replace("\\", "\\\\")));
        } catch (IOException e) {
            throw new UncheckedIOException("Neo4j could not be configured", e);
        }
    }

    /** Surefire may start this JVM with one jar that only names the class path, and then says it in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void run() {
        server = ServerProcess.start(
                List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "@" + folder.resolve("java.arguments"),
                        CommunityEntryPoint.class.getName(),
                        "--home-dir=" + folder,
                        "--config-dir=" + folder),
                Map.of(),
                folder,
                output);
        // A new one each time: the old one's connections have gone with the server.
        driver = TestNeo4jSettings.of(address().toString(), "", "").driver();
        await().atMost(START).pollInterval(Duration.ofMillis(100)).until(() -> answers() || !server.alive());
        if (!server.alive()) {
            throw new IllegalStateException("Neo4j ended at once: " + said());
        }
    }

    /** Runs {@code neo4j-admin} on its data while it is stopped, and returns what that says; fails if that fails. */
    public String admin(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "@" + folder.resolve("java.arguments"),
                "org.neo4j.cli.AdminTool"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("NEO4J_HOME", folder.toString(), "NEO4J_CONF", folder.toString()));
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(arguments + " failed: " + text);
        }
        return text;
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (var session = driver.session()) {
            return session.run("RETURN 1").single().get(0).asInt() == 1;
        } catch (Neo4jException e) {
            return false;
        }
    }

    @Override
    public URI address() {
        return URI.create("bolt://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** Its process. */
    public ProcessHandle process() {
        return server.handle();
    }

    /** What its stores take on disk, without the transaction log. */
    public long diskBytes() throws IOException {
        return ServerFolder.bytes(folder.resolve("data/databases"));
    }

    /** The files of its database's transaction log that are there, with their sizes. Older ones may have been deleted. */
    public Map<String, Long> logFiles() throws IOException {
        try (var files = Files.list(folder.resolve("data/transactions").resolve(database()))) {
            return files.map(Path::toFile)
                    .filter(file -> file.getName().startsWith("neostore.transaction.db."))
                    .collect(Collectors.toMap(File::getName, File::length));
        }
    }

    /** What it has used of CPU time since it was started. */
    public Duration cpuTime() {
        return server.cpuTime();
    }

    /** A driver that ends when the server is stopped or killed; a restart makes a new one. */
    @Override
    public Driver driver() {
        return driver;
    }

    /** Ends it regularly. */
    public void stop() {
        driver.close();
        server.stop();
    }

    /** Ends it at once, as the loss of its machine would. */
    public void kill() {
        server.kill();
        // Afterwards: a server that hangs does not answer the driver's good-bye.
        driver.close();
    }

    /** Makes it hang: it accepts connections and answers nothing. */
    public void pause() {
        server.pause();
    }

    /** Ends a {@link #pause}. */
    public void unpause() {
        server.unpause();
    }

    /** Ends it, and removes what it left. */
    @Override
    public void close() {
        if (isKept) {
            stop();
            return;
        }
        if (server != null) {
            kill();
        }
        ServerFolder.delete(folder);
    }
}
