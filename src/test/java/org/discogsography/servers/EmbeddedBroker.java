package org.discogsography.servers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.OverflowPolicy;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.SystemConfig;

/**
 * An AMQP 0-9-1 broker within this JVM, Apache Qpid Broker-J, on a free port. Messages live in memory. It takes the
 * arguments of RabbitMQ's queues and ignores them.
 */
public final class EmbeddedBroker implements Broker {

    private static final String CONFIGURATION = """
            {
              "name": "discogsography",
              "modelVersion": "9.1",
              "authenticationproviders": [{
                "name": "login", "type": "Plain", "secureOnlyMechanisms": [],
                "users": [{"name": "guest", "type": "managed", "password": "guest"}]
              }],
              "ports": [{
                "name": "AMQP", "port": "${qpid.amqp_port}", "bindingAddress": "127.0.0.1",
                "authenticationProvider": "login", "protocols": ["AMQP_0_9", "AMQP_0_9_1"],
                "virtualhostaliases": [
                  {"name": "defaultAlias", "type": "defaultAlias"},
                  {"name": "slash", "type": "patternMatchingAlias", "pattern": ".*", "virtualHostNode": "memory"}
                ]
              }],
              "virtualhostnodes": [{
                "name": "memory", "type": "Memory", "defaultVirtualHostNode": true,
                "virtualHostInitialConfiguration":
                  "{\\"type\\": \\"Memory\\", \\"context\\": {\\"queue.behaviourOnUnknownDeclareArgument\\": \\"IGNORE\\"}}"
              }]
            }
            """;

    private final SystemLauncher launcher;
    private final Path folder;
    private SystemConfig<?> system;
    private int port;

    private EmbeddedBroker(Path folder) {
        this.folder = folder;
        this.launcher = new SystemLauncher(new SystemLauncherListener.DefaultSystemLauncherListener() {
            @Override
            public void onContainerResolve(SystemConfig<?> systemConfig) {
                system = systemConfig;
            }
        });
    }

    public static EmbeddedBroker start() {
        try {
            Path folder = Files.createTempDirectory("discogsography-broker");
            Path configuration = folder.resolve("broker.json");
            Files.writeString(configuration, CONFIGURATION, StandardCharsets.UTF_8);
            var broker = new EmbeddedBroker(folder);
            Map<String, Object> attributes = new HashMap<>();
            attributes.put(SystemConfig.TYPE, "Memory");
            attributes.put(
                    SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                    configuration.toUri().toString());
            attributes.put(SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false);
            attributes.put(
                    SystemConfig.CONTEXT,
                    Map.of(
                            "qpid.work_dir",
                            folder.toString(),
                            "qpid.amqp_port",
                            "0",
                            "queue.behaviourOnUnknownDeclareArgument",
                            "IGNORE"));
            broker.launcher.startup(attributes);
            broker.port = ((org.apache.qpid.server.model.Broker<?>) broker.system.getContainer())
                    .getPorts().stream()
                            .mapToInt(Port::getBoundPort)
                            .findFirst()
                            .orElseThrow();
            return broker;
        } catch (Exception e) {
            throw new IllegalStateException("The broker did not start", e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** Holds publishers back while a queue holds this many messages: they are all in this JVM's memory. */
    public void limit(int messages) {
        for (var node : ((org.apache.qpid.server.model.Broker<?>) system.getContainer()).getVirtualHostNodes()) {
            for (Queue<?> queue : node.getVirtualHost().getChildren(Queue.class)) {
                queue.setAttributes(Map.of(
                        Queue.MAXIMUM_QUEUE_DEPTH_MESSAGES,
                        messages,
                        Queue.OVERFLOW_POLICY,
                        OverflowPolicy.PRODUCER_FLOW_CONTROL));
            }
        }
    }

    @Override
    public void close() {
        launcher.shutdown();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
