package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/** A program on embedded servers, with its routes in a folder where tests edit them. */
final class EditedRoutes implements AutoCloseable {

    static final String TABLEINATOR = "tableinator/tableinator.camel.yaml";
    static final String EXTRACTOR = "extractor/extractor.camel.yaml";
    static final String STORE = "tableinator/store.camel.yaml";
    static final String CONSUME = "common/consume.camel.yaml";
    static final String FAILURES = "common/failures.camel.yaml";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestServers servers = TestServers.start().clear();
    private final Exchange exchange;
    private final Path folder;
    private final Program program;
    private Map<String, String> running;
    private long lastEvent;

    /** A text in a file that is replaced by another. */
    record Edit(String name, String what, String by) {}

    EditedRoutes(Path folder, List<String> services, Map<String, String> more, Edit... beforeStart) throws IOException {
        this.folder = folder;
        assertThat(PackagedRoutes.copyTo(folder, false).written()).contains(TABLEINATOR, EXTRACTOR, CONSUME);
        for (Edit edit : beforeStart) {
            edit(edit.name(), edit.what(), edit.by());
        }
        exchange = Exchange.connect(servers.broker().port());
        exchange.purgeAll();
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("routes.folder", folder.toString());
        settings.put("routes.reload", "true");
        settings.put("tableinator.batch-size", "20");
        settings.put("tableinator.batch-interval", "50");
        settings.put("tableinator.prefetch", "60");
        settings.put("retry.delay", "50");
        settings.put("retry.maximum-delay", "100");
        settings.putAll(more);
        program = Program.start(services, settings);
        running = contents();
    }

    CamelContext context() {
        return program.main().getCamelContext();
    }

    Program program() {
        return program;
    }

    TestServers servers() {
        return servers;
    }

    Exchange exchange() {
        return exchange;
    }

    Route route(String id) {
        return context().getRoute(id);
    }

    String content(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** Overwrites a file in place. */
    void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    /** Replaces a file as many editors do: writes another file and renames it. */
    void rename(String name, String content) throws IOException {
        Path beside = Files.writeString(folder.resolve(name + "~"), content);
        Files.move(beside, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    /** Deletes the files whose names begin with one of these. */
    void deleteAll(String... beginnings) throws IOException {
        for (String name : contents().keySet()) {
            if (Stream.of(beginnings).anyMatch(name::startsWith)) {
                delete(name);
            }
        }
    }

    /** Whether the files are those that were reloaded last, or, before any reload, those of the start. */
    boolean areRunning() throws IOException {
        return contents().equals(running);
    }

    private Map<String, String> contents() throws IOException {
        return new RouteFolder(folder, List.of("common", "discovery", "extractor", "tableinator")).read();
    }

    /** What a route answers. */
    String ask(String endpoint, String body) {
        return context()
                .createFluentProducerTemplate()
                .to(endpoint)
                .withBody(body)
                .request(String.class);
    }

    /** Replaces a text in a file, which contains it at least once. */
    void edit(String name, String what, String by) throws IOException {
        assertThat(content(name)).contains(what);
        write(name, content(name).replace(what, by));
    }

    /** Waits for the next reload, and passes over what has been refused before it: {@link #next} returns it then. */
    void passOverRefusals() {
        Event reload = awaited(event -> event.kind() == Event.Kind.ROUTE_RELOADED);
        lastEvent = reload.id() - 1;
    }

    private Event awaited(Predicate<Event> wanted) {
        return await().atMost(PATIENCE)
                .until(
                        () -> timeline().after(lastEvent).stream()
                                .filter(wanted)
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    /** Waits for the next event of routes, which must be of this kind; its text. */
    String next(Event.Kind kind) throws IOException {
        Event event = awaited(EditedRoutes::isOfRoutes);
        lastEvent = event.id();
        assertThat(event.kind()).as(event.text()).isEqualTo(kind);
        if (kind == Event.Kind.ROUTE_RELOADED) {
            running = contents();
        }
        return event.text();
    }

    /** Whether there are events of routes that {@link #next} has not returned yet. */
    boolean hasSaidMore() {
        return timeline().after(lastEvent).stream().anyMatch(EditedRoutes::isOfRoutes);
    }

    private static boolean isOfRoutes(Event event) {
        return event.kind() == Event.Kind.ROUTE_RELOADED || event.kind() == Event.Kind.ROUTE_REFUSED;
    }

    private Timeline timeline() {
        return context().getRegistry().findSingleByType(Timeline.class);
    }

    /** Binds a step that edited routes can have. */
    void bind(String name, Processor step) {
        context().getRegistry().bind(name, step);
    }

    @Override
    public void close() {
        program.close();
        exchange.close();
    }
}
