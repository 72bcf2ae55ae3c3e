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
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/** A program on embedded servers whose routes are in a folder, and somebody who edits them there. */
final class EditedRoutes implements AutoCloseable {

    static final String TABLEINATOR = "tableinator/tableinator.camel.yaml";
    static final String EXTRACTOR = "extractor/extractor.camel.yaml";
    static final String CONSUME = "common/consume.camel.yaml";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestServers servers = TestServers.start().clear();
    private final Exchange exchange;
    private final Path folder;
    private final Program program;
    private long lastEvent;

    /** Something in a file that is replaced by something else. */
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

    /** As many editors do: beside it, and then in its place. */
    void rename(String name, String content) throws IOException {
        Path beside = Files.writeString(folder.resolve(name + "~"), content);
        Files.move(beside, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    /** Replaces what stands in a file, once at least. */
    void edit(String name, String what, String by) throws IOException {
        assertThat(content(name)).contains(what);
        write(name, content(name).replace(what, by));
    }

    /** Waits for the next event of this kind, and for no other of the two; its text. */
    String next(Event.Kind kind) {
        Event event = await().atMost(PATIENCE)
                .until(
                        () -> timeline().after(lastEvent).stream()
                                .filter(EditedRoutes::isOfRoutes)
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        lastEvent = event.id();
        assertThat(event.kind()).as(event.text()).isEqualTo(kind);
        return event.text();
    }

    /** Whether anything has been said of routes that was not asked for yet. */
    boolean hasSaidMore() {
        return timeline().after(lastEvent).stream().anyMatch(EditedRoutes::isOfRoutes);
    }

    private static boolean isOfRoutes(Event event) {
        return event.kind() == Event.Kind.ROUTE_RELOADED || event.kind() == Event.Kind.ROUTE_REFUSED;
    }

    private Timeline timeline() {
        return context().getRegistry().findSingleByType(Timeline.class);
    }

    /** A step that edited routes can have. */
    void bind(String name, Processor step) {
        context().getRegistry().bind(name, step);
    }

    @Override
    public void close() {
        program.close();
        exchange.close();
    }
}
