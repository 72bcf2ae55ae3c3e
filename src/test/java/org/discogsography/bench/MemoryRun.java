package org.discogsography.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.TestServers;

/**
 * Loads a sample dump with each service in a process of its own, and prints the maximum heap of each: in total, and right
 * after a garbage collection. Needs the packaged jar; the servers are embedded in this JVM.
 *
 * <p>System properties: {@code records} (700000 are about 1.4 GB of XML), {@code extractor.heap} ({@code 96m}) and
 * {@code heap} ({@code 512m}) of the other two. Run, after {@code mvn package -DskipTests}, with
 *
 * <pre>{@code
 * mvn -q org.codehaus.mojo:exec-maven-plugin:3.6.2:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-Xmx6g -Drecords=700000 -classpath %classpath org.discogsography.bench.MemoryRun"
 * }</pre>
 */
public final class MemoryRun {

    /** A line of the JVM's garbage collection log: before, after, and the heap's size, in MB. */
    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");

    private static final int BACKLOG = 50_000;
    private static final List<String> SERVICES = List.of("tableinator", "graphinator", "extractor");

    private MemoryRun() {}

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Files.createTempDirectory("discogs-memory");
        var written =
                SampleDump.of(Long.getLong("records", 700_000)).writeTo(Files.createDirectory(folder.resolve("dump")));
        out.printf("%,d records in %s%n", written.total(), folder);
        var servers = TestServers.start();
        List<JarProcess> programs = new ArrayList<>();
        long start = System.nanoTime();
        try (var exchange = Exchange.connect(servers.broker().port())) {
            for (String service : SERVICES) {
                String heap = service.equals("extractor")
                        ? System.getProperty("extractor.heap", "96m")
                        : System.getProperty("heap", "512m");
                programs.add(Call.of(folder, service)
                        .withAllMBeans()
                        .jvm("-Xmx" + heap, "-Xlog:gc:file=" + folder.resolve(service + ".gc"))
                        .with(servers.settings())
                        .with("DISCOGS_ROOT", folder.resolve("dump").toString())
                        .with("EXTRACTOR_EXIT_WHEN_DONE", "true")
                        .start());
            }
            Awaitility.await().until(() -> programs.get(0).out().contains("started in"));
            servers.broker().limit(BACKLOG);
            int exitCode = programs.get(2).exitCode(Duration.ofHours(12));
            out.printf("extractor: exit code %d after %.0f s%n", exitCode, seconds(start));
            Awaitility.await().forever().until(() -> stored(servers) == written.total() && isEmpty(exchange));
            out.printf("stored after %.0f s%n", seconds(start));
        } finally {
            programs.forEach(JarProcess::terminate);
            programs.forEach(program -> program.exitCode(Duration.ofMinutes(1)));
        }
        for (String service : SERVICES) {
            out.println(service + ": " + heap(folder.resolve(service + ".gc")));
        }
        System.exit(0); // the embedded servers leave threads running
    }

    private static long stored(TestServers servers) throws Exception {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var count =
                        statement.executeQuery("select (select count(*) from artists) + (select count(*) from labels)"
                                + " + (select count(*) from masters) + (select count(*) from releases)")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static boolean isEmpty(Exchange exchange) {
        return List.of("artists", "labels", "masters", "releases").stream()
                .allMatch(type -> exchange.ready("discogsography-graphinator-" + type) == 0);
    }

    private static String heap(Path log) throws IOException {
        long most = 0;
        long live = 0;
        for (var collection = COLLECTION.matcher(Files.readString(log)); collection.find(); ) {
            most = Math.max(most, Long.parseLong(collection.group(1)));
            live = Math.max(live, Long.parseLong(collection.group(2)));
        }
        return "at most %d MB of heap, %d MB after a collection".formatted(most, live);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
