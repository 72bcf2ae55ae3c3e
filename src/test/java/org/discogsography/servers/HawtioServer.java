package org.discogsography.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;

/** A real Hawtio, as its war, in a web server of its own on a free port. */
public final class HawtioServer implements AutoCloseable {

    /** System property with the path of Hawtio's war. */
    private static final Path WAR = Path.of(System.getProperty("hawtio.war", "target/hawtio/hawtio.war"));

    private static final String AUTHENTICATION = "hawtio.authenticationEnabled";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private HawtioServer(Path work, int port) throws Exception {
        connector.setPort(port);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var console = new WebAppContext();
        console.setContextPath("/hawtio");
        console.setWar(WAR.toAbsolutePath().toString());
        console.setTempDirectory(Files.createDirectories(work).toFile());
        // It brings a log4j of its own, and must not see the Neo4j server's.
        console.addHiddenClassMatcher(
                new ClassMatcher("org.neo4j.", "org.apache.logging.", "META-INF.org.apache.logging.log4j."));
        // It has nothing of its own to guard: whoever manages a program logs in to that one's Jolokia.
        System.setProperty(AUTHENTICATION, "false");
        server.setHandler(console);
        server.start();
        if (console.getUnavailableException() != null) {
            throw new IllegalStateException("Hawtio did not start", console.getUnavailableException());
        }
    }

    /**
     * Starts one; returns when it answers.
     *
     * @param work a folder of its own
     */
    public static HawtioServer start(Path work) throws Exception {
        return new HawtioServer(work, 0);
    }

    /** One to work with: on the port named, until its process is ended. */
    public static void main(String[] arguments) throws Exception {
        var hawtio = new HawtioServer(Files.createTempDirectory("hawtio"), Integer.parseInt(arguments[0]));
        System.out.println("Hawtio: " + hawtio.address() + " (Ctrl-C ends it)");
        hawtio.server.join();
    }

    /** What a browser calls the site that its pages come from. */
    public String origin() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    public String address() {
        return origin() + "/hawtio/";
    }

    @Override
    public void close() throws Exception {
        System.clearProperty(AUTHENTICATION);
        server.stop();
    }
}
