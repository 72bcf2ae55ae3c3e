package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A RabbitMQ of its own, run as child processes of this JVM: on free ports of the loopback address,
 * with its own Erlang port mapper, cookie and folders, so that it neither finds nor disturbs any other. It can be killed,
 * paused and started again on the same ports and data.
 */
public final class RabbitMqServer implements Broker {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int LARGEST_MESSAGE = 134_217_728;
    private static final Pattern EVALUATED = Pattern.compile("\\{ok, (\\d+)}");

    /** How long the nodes of a cluster wait, about, for one that hangs, before they go on without it. */
    private static final int TICK_SECONDS = 8;

    /** Of its tools. Erlang's schedulers would spin for a while before they sleep; the server's own script already has them not do so. */
    private static final String NO_BUSY_WAITING = "+sbwt none +sbwtdcpu none +sbwtdio none";

    /**
     * The options of Erlang that {@code docker-compose.yml} recommends: with larger heaps from the start, in words of 8 bytes, its processes
     * collect garbage less often.
     */
    public static final String AS_SHIPPED = "+hms 65536 +hmbs 1048576";

    /**
     * As docs/containers.md recommends them for version 4.0: otherwise it takes the kernel's, 4 MB for a client on the same machine. What it
     * has read at once counts as the size of each of its messages, so its processes would collect garbage hundreds of times a second.
     */
    public static final String SMALL_SOCKET_BUFFERS = """
            tcp_listen_options.sndbuf = 131072
            tcp_listen_options.recbuf = 131072
            tcp_listen_options.buffer = 262144
            # The defaults, which are lost if any of these options is set.
            tcp_listen_options.backlog = 128
            tcp_listen_options.nodelay = true
            tcp_listen_options.linger.on = true
            tcp_listen_options.linger.timeout = 0
            tcp_listen_options.exit_on_close = false
            """;

    /**
     * What it is told besides where it listens.
     *
     * @param options of Erlang
     * @param advanced of {@code advanced.config}, for the application {@code rabbit}
     * @param configuration of {@code rabbitmq.conf}
     */
    private record Settings(String options, String advanced, String configuration) {
        static final Settings NONE = new Settings("", "", "");
    }

    private final RabbitMqVersion version;
    private final Path folder;
    private final int port = LoopbackPort.free();
    private final int tlsPort = LoopbackPort.free();
    private final Map<String, String> environment = new HashMap<>();
    private final ServerProcess portMapper;
    private ServerProcess server;
    private boolean hasAlarm;

    /**
     * @param member of a cluster that it is to join; null: of none
     */
    private RabbitMqServer(
            RabbitMqVersion version, Path folder, Settings settings, Certificates tls, RabbitMqServer member)
            throws IOException {
        this.version = version;
        this.folder = folder;
        int portMapperPort = member == null ? LoopbackPort.free() : member.portMapperPort();
        // Without a file of this kind RabbitMQ does not read what all settings are: half a second of CPU time.
        Path configuration = folder.resolve("rabbitmq.conf");
        String described = tls(tls) + cluster(member) + settings.configuration;
        if (!described.isEmpty()) {
            Files.writeString(configuration, described, StandardCharsets.UTF_8);
        }
        // Version 4 takes messages up to 16 MB unless told otherwise.
        Path advanced = folder.resolve("advanced.config");
        Files.writeString(
                advanced,
                "[{rabbit, [{tcp_listeners, [{\"127.0.0.1\", %d}]}, {max_message_size, %d}%s]}].%n"
                        .formatted(port, LARGEST_MESSAGE, settings.advanced.isEmpty() ? "" : ", " + settings.advanced),
                StandardCharsets.UTF_8);
        Path plugins = folder.resolve("enabled_plugins");
        Files.writeString(plugins, "[].\n", StandardCharsets.UTF_8);
        Path defaults = folder.resolve("rabbitmq-env.conf");
        Files.writeString(defaults, "", StandardCharsets.UTF_8);
        environment.put("HOME", folder.toString());
        environment.put("ERL_EPMD_PORT", Integer.toString(portMapperPort));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODENAME", "discogsography-" + port + "@localhost");
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(LoopbackPort.free()));
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-kernel inet_dist_use_interface {127,0,0,1} net_ticktime " + TICK_SECONDS + " " + settings.options);
        environment.put("RABBITMQ_CTL_ERL_ARGS", NO_BUSY_WAITING);
        environment.put("RABBITMQ_CONF_ENV_FILE", defaults.toString());
        environment.put("RABBITMQ_CONFIG_FILE", configuration.toString());
        environment.put("RABBITMQ_ADVANCED_CONFIG_FILE", advanced.toString());
        environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString());
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        // The script then becomes the Erlang VM instead of waiting for it: our child is the server itself.
        environment.put("RUNNING_UNDER_SYSTEMD", "true");
        if (member != null) {
            portMapper = null;
            Path cookie = Path.of(".erlang.cookie");
            Files.copy(member.folder.resolve(cookie), folder.resolve(cookie), StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        // Erlang starts a port mapper that outlives it where it finds none, so it finds one.
        portMapper = ServerProcess.start(
                version.command(folder, "epmd", "-port", Integer.toString(portMapperPort), "-address", "127.0.0.1"),
                Map.of(),
                folder,
                folder.resolve("epmd.log"));
        await().atMost(START).until(() -> accepts(portMapperPort));
    }

    private int portMapperPort() {
        return Integer.parseInt(environment.get("ERL_EPMD_PORT"));
    }

    private static String cluster(RabbitMqServer member) {
        return member == null ? "" : """
                cluster_formation.peer_discovery_backend = classic_config
                cluster_formation.classic_config.nodes.1 = %s
                """.formatted(member.environment.get("RABBITMQ_NODENAME"));
    }

    /** Another node, in the cluster of this one; close it before this one. */
    public RabbitMqServer another() {
        return start(version, Settings.NONE, null, this);
    }

    private String tls(Certificates certificates) {
        return certificates == null
                ? ""
                : """
                listeners.ssl.1 = 127.0.0.1:%d
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """.formatted(
                        tlsPort, certificates.ca(), certificates.certificate("server"), certificates.key("server"));
    }

    /** One that has TLS too, on {@link #tlsPort}, and asks clients for a certificate. */
    public static RabbitMqServer withTls(Certificates certificates) {
        return start(newest(), Settings.NONE, certificates, null);
    }

    /** Where it listens for TLS, if it has it. */
    public int tlsPort() {
        return tlsPort;
    }

    /** A new and empty one of the newest version that is installed; returns when it accepts clients. */
    public static RabbitMqServer start() {
        return start(newest());
    }

    /** The same of this version. */
    public static RabbitMqServer start(RabbitMqVersion version) {
        return start(version, Settings.NONE, null, null);
    }

    /** The newest version that is installed, with the options and the smaller buffers that the docs recommend for 4.0. */
    public static RabbitMqServer asShipped() {
        return asShipped(newest());
    }

    /** The same of this version. */
    public static RabbitMqServer asShipped(RabbitMqVersion version) {
        return start(version, new Settings(AS_SHIPPED, "", SMALL_SOCKET_BUFFERS), null, null);
    }

    /** One with these options of Erlang, as in {@code RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS}. */
    public static RabbitMqServer withOptions(RabbitMqVersion version, String options) {
        return start(version, new Settings(options, "", ""), null, null);
    }

    /**
     * One that closes the channel of a consumer that keeps a message for longer than a time, and checks that each second: by
     * default these are half an hour and a minute.
     */
    public static RabbitMqServer withConsumerTimeout(RabbitMqVersion version, Duration timeout) {
        var advanced = "{channel_tick_interval, 1000}, {consumer_timeout, " + timeout.toMillis() + "}";
        return start(version, new Settings("", advanced, ""), null, null);
    }

    private static RabbitMqVersion newest() {
        return RabbitMqVersion.newest().orElseThrow(() -> new IllegalStateException("No RabbitMQ on this machine"));
    }

    private static RabbitMqServer start(
            RabbitMqVersion version, Settings settings, Certificates certificates, RabbitMqServer member) {
        version.require();
        try {
            Path folder = ServerFolder.create("rabbitmq");
            var server = new RabbitMqServer(version, folder, settings, certificates, member);
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("RabbitMQ did not start", e);
        }
    }

    /** Starts it again, after it was stopped or killed, on the same ports and with the data that it had. */
    public void restart() {
        if (server.alive()) {
            throw new IllegalStateException("RabbitMQ is running");
        }
        run();
    }

    private void run() {
        hasAlarm = false;
        Path output = folder.resolve("output.log");
        server = ServerProcess.start(
                version.command(folder, version.program("rabbitmq-server")), environment, folder, output);
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(100)).until(() -> letsClientsIn() || !server.alive());
            if (!server.alive()) {
                throw new IllegalStateException("RabbitMQ ended at once: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean letsClientsIn() {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setConnectionTimeout(2_000);
        factory.setHandshakeTimeout(2_000);
        try (Connection connection = factory.newConnection()) {
            return connection.isOpen();
        } catch (Exception e) {
            return false;
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** Ends it regularly. */
    public void stop() {
        server.stop();
    }

    /**
     * Ends it at once, as the loss of its machine would.
     *
     * <p>RabbitMQ 3.10 writes the name of a new quorum queue to its disk a second late, and a queue that it finds without its
     * name it never starts again. That is no subject of ours: the names are waited for.
     */
    public void kill() {
        await().atMost(START).pollInterval(Duration.ofMillis(100)).until(this::namesOfQueuesAreOnDisk);
        server.kill();
    }

    private boolean namesOfQueuesAreOnDisk() throws IOException {
        Path queues = folder.resolve("data")
                .resolve(environment.get("RABBITMQ_NODENAME"))
                .resolve("quorum")
                .resolve(environment.get("RABBITMQ_NODENAME"));
        String names = Files.readString(queues.resolve("names.dets"), StandardCharsets.ISO_8859_1);
        try (var entries = Files.list(queues)) {
            return entries.filter(Files::isDirectory)
                    .map(queue -> String.valueOf(queue.getFileName()))
                    .allMatch(names::contains);
        }
    }

    /** Raises its memory alarm: it reads nothing more from those who publish, until {@link #endAlarm}, or its end. */
    public void raiseAlarm() {
        hasAlarm = true;
        // Who is asked for the alarms answers when it has told all connections of this one.
        evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.0), rabbit_alarm:get_alarms(), 0");
    }

    /** Ends a {@link #raiseAlarm}, if that has not ended. */
    public void endAlarm() {
        if (!hasAlarm) {
            return;
        }
        hasAlarm = false;
        evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.9), 0");
    }

    /** From now on it takes messages of so many bytes at most, on channels that are opened from now on. */
    public void limitMessages(int bytes) {
        evaluate("application:set_env(rabbit, max_message_size, %1$d), persistent_term:put(max_message_size, %1$d), 0"
                .formatted(bytes));
    }

    /** Ends a {@link #limitMessages}. */
    public void endMessageLimit() {
        limitMessages(LARGEST_MESSAGE);
    }

    /** Sets a policy of its queues, as {@code rabbitmqctl set_policy} does; {@code definition} is JSON. */
    public void setPolicy(String name, String pattern, String definition) {
        evaluate("ok = rabbit_policy:parse_set(<<\"/\">>, %s, %s, %s, <<\"0\">>, <<\"queues\">>, <<\"test\">>), 0"
                .formatted(binary(name), binary(pattern), binary(definition)));
    }

    /** Ends a {@link #setPolicy}, if it has not ended. */
    public void clearPolicy(String name) {
        evaluate("rabbit_policy:delete(<<\"/\">>, %s, <<\"test\">>), 0".formatted(binary(name)));
    }

    /** Makes the leader of a quorum queue hang: it answers nothing, until {@link #resumeQueue}. */
    public void suspendQueue(String name) {
        evaluateForLeader(name, "ok = sys:suspend(Leader), 0");
    }

    /** Ends a {@link #suspendQueue}. */
    public void resumeQueue(String name) {
        evaluateForLeader(name, "ok = sys:resume(Leader), 0");
    }

    private void evaluateForLeader(String queue, String expression) {
        evaluate(
                "{ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, %s)), Leader = amqqueue:get_pid(Queue), "
                                .formatted(binary(queue))
                        + expression);
    }

    /** Adds a user who may read and write everything, and declares only what the regular expression matches. */
    public void addUser(String name, String password, String declares) {
        evaluate("ok = rabbit_auth_backend_internal:add_user(%s, %s, <<\"test\">>), 0"
                .formatted(binary(name), binary(password)));
        allowToDeclare(name, declares);
    }

    /** Changes what the user of an {@link #addUser} may declare. */
    public void allowToDeclare(String name, String declares) {
        evaluate(
                "ok = rabbit_auth_backend_internal:set_permissions(%s, <<\"/\">>, %s, <<\".*\">>, <<\".*\">>, <<\"test\">>), 0"
                        .formatted(binary(name), binary(declares)));
    }

    /** A text as Erlang writes its bytes. */
    private static String binary(String text) {
        return "<<\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\">>";
    }

    /** Waits until so many messages are out for delivery, of all queues together. */
    public void awaitUnacknowledged(long messages, Duration patience) {
        awaitUnacknowledged("", messages, patience);
    }

    /** The same of the queues whose names begin so. Not asked often: the broker counts every five seconds. */
    public void awaitUnacknowledged(String prefix, long messages, Duration patience) {
        await().atMost(patience).pollInterval(Duration.ofSeconds(1)).until(() -> unacknowledged(prefix) == messages);
    }

    /** How many messages are out for delivery, of all queues together. */
    public long unacknowledged() {
        return unacknowledged("");
    }

    /** The same of the queues whose names begin so. */
    public long unacknowledged(String prefix) {
        return evaluate("""
                lists:sum([proplists:get_value(messages_unacknowledged,
                                               rabbit_amqqueue:info(Queue, [messages_unacknowledged]))
                           || Queue <- rabbit_amqqueue:list(<<"/">>),
                              lists:prefix("%s", binary_to_list(element(4, amqqueue:get_name(Queue))))])
                """.formatted(prefix));
    }

    /** What its own tool, {@code rabbitmqctl}, answers: nearly a second of CPU time. */
    public String answer(String... command) {
        Path output = folder.resolve("answer.txt");
        try {
            Files.deleteIfExists(output);
            control(output, command);
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The memory that the operating system counts for it. */
    public long residentBytes() throws IOException {
        String process = Long.toString(evaluate("list_to_integer(os:getpid())"));
        return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
                .findFirst()
                .orElseThrow();
    }

    /** The memory that it has allocated. */
    public long erlangBytes() {
        return evaluate("erlang:memory(total)");
    }

    /** What its data take on disk. */
    public long diskBytes() throws IOException {
        return ServerFolder.bytes(folder.resolve("data"));
    }

    /** The process that all others of it come from. */
    public ProcessHandle process() {
        return server.handle();
    }

    /** How many messages it has delivered again since it was started, from all queues together. */
    public long redelivered() {
        return evaluate("""
                lists:sum([maps:get(messages_redelivered_total, Counters, 0)
                           || Counters <- maps:values(rabbit_global_counters:overview())])
                """);
    }

    /** How many consumers have lost their channel because they kept a message for too long. */
    public long timedOutConsumers() {
        try (var logs = Files.list(folder.resolve("log"))) {
            long count = 0;
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                count += Files.readString(log)
                        .lines()
                        .filter(line -> line.contains("has timed out waiting for"))
                        .count();
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole number that an Erlang expression is in the server, asked by Erlang's own small client: that takes hardly any CPU time. */
    private long evaluate(String expression) {
        Path file = folder.resolve("expression.erl");
        try {
            Files.writeString(file, expression.strip() + ".\n");
            var builder = new ProcessBuilder(version.command(
                            folder, "erl_call", "-n", environment.get("RABBITMQ_NODENAME"), "-timeout", "60", "-e"))
                    .redirectErrorStream(true)
                    .redirectInput(file.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher evaluated = EVALUATED.matcher(said);
            if (!evaluated.find()) {
                throw new IllegalStateException("No number from " + expression + ": " + said);
            }
            return Long.parseLong(evaluated.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException("RabbitMQ could not be asked", e);
        }
    }

    private void control(Path output, String... command) {
        List<String> line = new ArrayList<>(version.command(folder, version.program("rabbitmqctl")));
        line.addAll(List.of(command));
        var control = ServerProcess.start(line, environment, folder, output);
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> !control.alive());
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
            server.kill();
        }
        if (portMapper != null) {
            portMapper.kill();
        }
        ServerFolder.delete(folder);
    }
}
