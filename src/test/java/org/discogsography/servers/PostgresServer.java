package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A PostgreSQL of its own, run as a child process of this JVM on a free port of the loopback address. It can be killed, paused
 * and started again on the same port and data, and writes what it commits through to the disk as PostgreSQL does by
 * default. Not safe for use by several threads.
 */
public final class PostgresServer implements Postgres {

    private static final Duration START = Duration.ofMinutes(2);

    private final Path folder;
    private final boolean isKept;
    private final Path data;
    private final Path output;
    private final int port = LoopbackPort.free();
    private final List<String> options;
    private ServerProcess server;

    private PostgresServer(List<String> options) {
        this(ServerFolder.create("postgres"), false, options);
    }

    private PostgresServer(Path folder, boolean isKept, List<String> options) {
        this.folder = folder;
        this.isKept = isKept;
        this.data = folder.resolve("data");
        this.output = folder.resolve("output.log");
        this.options = new ArrayList<>(options);
    }

    /** A new and empty one; returns when it answers queries. */
    public static PostgresServer start() {
        return start(new String[0]);
    }

    /** One that has TLS too. */
    public static PostgresServer withTls(Certificates certificates) {
        return start(
                "-c",
                "ssl=on",
                "-c",
                "ssl_cert_file=" + certificates.certificate("server"),
                "-c",
                "ssl_key_file=" + certificates.key("server"));
    }

    /** A new and empty one with further options of its command line, such as {@code -c shared_buffers=512MB}. */
    public static PostgresServer start(String... options) {
        return started(new PostgresServer(List.of(options)));
    }

    /** The same with its data in this folder: those that an earlier one has left there, or none yet. They stay there. */
    public static PostgresServer in(Path folder, String... options) {
        return started(new PostgresServer(ServerFolder.kept(folder), true, List.of(options)));
    }

    private static PostgresServer started(PostgresServer server) {
        try {
            if (!Files.exists(server.data)) {
                server.initialise();
            }
            server.run();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /**
     * A streaming replica of this one, made from its files while it works. It refuses writes until {@link #promote}. From now on this one
     * confirms a commit only when the replica has it.
     */
    public PostgresServer replica() {
        var replica = new PostgresServer(List.of());
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('replica', true)");
            statement.execute("select pg_backup_start('replica', true)");
            copy(data, replica.data);
            try (var label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                Files.writeString(replica.data.resolve("backup_label"), label.getString(1));
            }
            Files.createFile(replica.data.resolve("standby.signal"));
            replica.options.addAll(List.of(
                    "-c",
                    "primary_slot_name=replica",
                    "-c",
                    "primary_conninfo=host=127.0.0.1 port=" + port + " user=" + USERNAME
                            + " application_name=replica"));
            replica.run();
            statement.execute("alter system set synchronous_standby_names = 'replica'");
            statement.execute("select pg_reload_conf()");
            await().atMost(START).until(this::isReplicated);
            return replica;
        } catch (SQLException e) {
            throw new IllegalStateException("The replica could not be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path copy) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path to = copy.resolve(from.relativize(folder));
                Files.createDirectories(to);
                Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.endsWith("postmaster.pid") && !file.endsWith("postmaster.opts")) {
                    copyIfThere(file, copy.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // as with one that goes a moment later
                }
                throw failure;
            }
        });
    }

    private static void copyIfThere(Path file, Path to) throws IOException {
        try {
            Files.copy(file, to);
        } catch (NoSuchFileException e) {
            // The server has removed it meanwhile: what is missing comes from its log.
        }
    }

    private boolean isReplicated() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var state = statement.executeQuery("select sync_state from pg_stat_replication")) {
            return state.next() && state.getString(1).equals("sync");
        }
    }

    /** Makes the primary of a replica: it takes writes, and waits for no other any more. */
    public void promote() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("select pg_promote()");
        } catch (SQLException e) {
            throw new IllegalStateException("Not promoted", e);
        }
    }

    /** Starts it again, after it was stopped or killed, on the same port and with the data that it had. */
    public void restart() {
        if (server.alive()) {
            throw new IllegalStateException("PostgreSQL is running");
        }
        run();
    }

    private void initialise() {
        try {
            copy(PostgresBinaries.emptyDatabase(), data);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL has no files", e);
        }
    }

    private void run() {
        List<String> command = new ArrayList<>(PostgresBinaries.command(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                // In the data's folder, so that a kill leaves nothing in the system's shared memory.
                "-c",
                "dynamic_shared_memory_type=mmap",
                "-c",
                "max_connections=100"));
        command.addAll(options);
        server = ServerProcess.start(command, Map.of(), folder, output);
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> answers() || !server.alive());
        if (!server.alive()) {
            throw new IllegalStateException("PostgreSQL ended at once: " + said());
        }
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (var connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** A new connection, to be closed by the caller; a server that does not greet within 10 s fails it. */
    @Override
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USERNAME);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("loginTimeout", "10");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, properties);
    }

    /** The same; what is asked on it fails after a silence of that time, and then the connection is of no use any more. */
    public Connection connect(Duration silence) throws SQLException {
        Connection connection = connect();
        try {
            connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The process that all others of it come from. */
    public ProcessHandle process() {
        return server.handle();
    }

    /** Ends it regularly, without waiting for its clients: their transactions are rolled back ("fast shutdown"). */
    public void stop() {
        server.stop("INT");
    }

    /** Ends all its processes at once, as the loss of its machine would. */
    public void kill() {
        server.kill();
    }

    /** Makes it hang: it accepts connections and answers nothing. */
    public void pause() {
        server.pause();
    }

    /** Ends a {@link #pause}. */
    public void unpause() {
        server.unpause();
    }

    @Override
    public void close() {
        if (server != null && server.alive()) {
            // Not a kill: that would leave a segment of the system's shared memory behind.
            unpause();
            stop();
        }
        if (!isKept) {
            ServerFolder.delete(folder);
        }
    }
}
