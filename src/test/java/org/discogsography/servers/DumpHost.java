package org.discogsography.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DataType;
import org.discogsography.threads.DaemonThreads;

/**
 * Stands in for the host of the dumps, on loopback: HTML listings of a year's files, files by {@code ?download=}, no {@code Range}. It can be
 * told to misbehave.
 */
public final class DumpHost implements AutoCloseable {

    /** What goes wrong with an answer. */
    @FunctionalInterface
    public interface Fault {

        void answer(HttpExchange exchange, byte[] body) throws IOException;
    }

    private record Planned(String part, boolean always, Fault fault) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("dump-host"));
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> userAgents = new CopyOnWriteArrayList<>();
    private final List<Planned> planned = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile UnaryOperator<String> markup = UnaryOperator.identity();

    private DumpHost(HttpServer server) {
        this.server = server;
    }

    public static DumpHost start() {
        try {
            var host = new DumpHost(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            host.server.createContext("/", host::answer);
            host.server.setExecutor(host.threads);
            host.server.start();
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For {@code discogs.url}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Offers a small dump whose content depends on {@code seed}: four files and their checksums. */
    public DumpHost offer(String version, String seed) {
        for (DataType type : DataType.values()) {
            put("discogs_" + version + "_" + type + ".xml.gz", gzip("<" + type + ">" + seed + "</" + type + ">"));
        }
        return checksums(version);
    }

    /** Offers the files of a dump in a folder, with a CHECKSUM file of them, under another version if wanted. */
    public DumpHost offer(Path folder, String version, String as) throws IOException {
        for (DataType type : DataType.values()) {
            put(
                    "discogs_" + as + "_" + type + ".xml.gz",
                    Files.readAllBytes(folder.resolve("discogs_" + version + "_" + type + ".xml.gz")));
        }
        return checksums(as);
    }

    /** Writes a CHECKSUM file of what there is of a version, in no particular order, with one space. */
    public DumpHost checksums(String version) {
        String lines = new TreeMap<>(files)
                .descendingMap().entrySet().stream()
                        .filter(file -> file.getKey().matches("discogs_" + version + "_.*gz"))
                        .map(file -> sha256(file.getValue()) + " " + file.getKey() + "\n")
                        .collect(Collectors.joining());
        return put("discogs_" + version + "_CHECKSUM.txt", lines.getBytes(UTF_8));
    }

    public DumpHost put(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public DumpHost remove(String name) {
        files.remove(name);
        return this;
    }

    public byte[] file(String name) {
        return files.get(name);
    }

    /** Changes each listing. */
    public DumpHost markup(UnaryOperator<String> change) {
        markup = change;
        return this;
    }

    /** The next answer to a request whose query has this in it goes wrong. */
    public DumpHost once(String part, Fault fault) {
        planned.add(new Planned(part, false, fault));
        return this;
    }

    /** Each answer to a request whose query has this in it goes wrong. */
    public DumpHost always(String part, Fault fault) {
        planned.add(new Planned(part, true, fault));
        return this;
    }

    /** From now on it behaves. */
    public DumpHost recover() {
        planned.clear();
        return this;
    }

    /** The queries so far, in the form in which they came. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public List<String> userAgents() {
        return List.copyOf(userAgents);
    }

    /** An answer with a status and headers, and no body. */
    public static Fault status(int status, String... headers) {
        return (exchange, body) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Another content in place of the right one, with status 200. */
    public static Fault instead(String contentType, byte[] content) {
        return (exchange, body) -> {
            exchange.getResponseHeaders().add("Content-Type", contentType);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    /** The connection ends after half of the body. */
    public static Fault cut() {
        return (exchange, body) -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
        };
    }

    /** Half of the body, without a length: only its content shows that it is not whole. */
    public static Fault cutWithoutLength() {
        return (exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body, 0, body.length / 2);
        };
    }

    /** After half of the body, nothing more comes until this host is closed. */
    public Fault stall() {
        return (exchange, body) -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** A body without an end. */
    public static Fault endless() {
        return (exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[1 << 16];
            more[0] = 0x1f;
            more[1] = (byte) 0x8b;
            while (true) {
                exchange.getResponseBody().write(more);
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        requests.add(query);
        userAgents.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
        try (exchange) {
            byte[] body = body(query);
            Planned fault = planned.stream()
                    .filter(each -> query.contains(each.part()))
                    .findFirst()
                    .orElse(null);
            if (fault != null) {
                if (!fault.always()) {
                    planned.remove(fault);
                }
                fault.fault().answer(exchange, body);
            } else if (query.startsWith("download=") && body.length == 0) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders()
                        .add("Content-Type", query.startsWith("download=") ? "application/gzip" : "text/html");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private byte[] body(String query) {
        if (query.startsWith("download=")) {
            return files.getOrDefault(query.replaceAll(".*(%2F|/)", ""), new byte[0]);
        }
        String year = query.replaceAll(".*(%2F|/)([0-9]{4})(%2F|/)$", "$2");
        return markup.apply(listing(year)).getBytes(UTF_8);
    }

    private String listing(String year) {
        String rows = files.entrySet().stream()
                .filter(file -> file.getKey().startsWith("discogs_" + year))
                .map(file -> "%s-01-03 12:00:00   %.1f KB   <a href=\"?download=data%%2F%s%%2F%s\">%s</a>\n"
                        .formatted(
                                year,
                                Math.max(0.1, file.getValue().length / 1024.0),
                                year,
                                file.getKey(),
                                file.getKey()))
                .collect(Collectors.joining());
        return "<html><body><h1>Discogs Data</h1><a href=\"?prefix=data%2F" + year + "%2F\">" + year + "/</a><pre>\n"
                + rows + "</pre></body></html>";
    }

    public static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
