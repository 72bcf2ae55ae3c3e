package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;
import org.awaitility.core.ConditionTimeoutException;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.consuming.ControlMessages;
import org.discogsography.broker.messages.Message;
import org.discogsography.extractor.Extraction;
import org.discogsography.extractor.Extractions;
import org.discogsography.extractor.FileExtraction;
import org.discogsography.loads.LoadWorker;
import org.discogsography.outage.ServerWatch;
import org.discogsography.program.Launcher;
import org.discogsography.program.Service;

/** The program itself, running in this JVM against test servers. */
public final class Program implements AutoCloseable {

    private final Main main;

    private Program(Main main) {
        this.main = main;
    }

    /** Services that have not started yet; {@code settings} are properties, among them the servers' addresses. */
    public static Main create(List<String> services, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("camel.main.shutdown-timeout", "10");
        // MBeans of each step of a route would take a quarter of the CPU time of a start. The jar's tests look at them.
        all.put("camel.main.jmx-management-m-beans-level", "RoutesOnly");
        // Their dumps are there as a whole.
        all.put("extractor.settle-time", "0");
        // What the machine's environment says of real servers is no business of these.
        all.put("camel.component.properties.environment-variable-mode", "0");
        all.put("camel.component.properties.system-properties-mode", "0");
        for (String service : Service.names()) {
            all.put(service + ".port", "0");
            all.put(service + ".management-port", "0");
        }
        all.putAll(settings);
        return Launcher.create(
                services.isEmpty()
                        ? Service.unlessNamed()
                        : services.stream()
                                .map(name -> Service.named(name).orElseThrow())
                                .toList(),
                all);
    }

    /** Starts services; {@code settings} are properties, among them the servers' addresses. */
    public static Program start(List<String> services, Map<String, String> settings) {
        Main main = create(services, settings);
        try {
            main.start();
        } catch (Exception e) {
            main.stop();
            throw new IllegalStateException("The program did not start", e);
        }
        var program = new Program(main);
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> isPastItsFirstTries(main));
        } catch (ConditionTimeoutException e) {
            program.close();
            throw e;
        }
        return program;
    }

    /** Whether each server has been found at work, or has not and is looked for. */
    private static boolean isPastItsFirstTries(Main main) {
        var context = main.getCamelContext();
        return context.getRegistry().findByType(ServerWatch.class).stream()
                .allMatch(watch -> watch.lastError() != null
                        || (watch.state() == ServerWatch.State.UP
                                && context.getRoutes().stream()
                                        .filter(route -> watch.guards(route.getRouteId()))
                                        .allMatch(route -> context.getRouteController()
                                                .getRouteStatus(route.getRouteId())
                                                .isStarted())));
    }

    public Main main() {
        return main;
    }

    /** What became of the records so far. */
    public RecordOutcomes records() {
        return main.getCamelContext().getRegistry().findSingleByType(RecordOutcomes.class);
    }

    /** What its consumers have counted of messages that are no records. */
    public ControlMessages controls() {
        return main.getCamelContext().getRegistry().findSingleByType(ControlMessages.class);
    }

    /** The dump that it extracts. */
    public Extraction extraction() {
        return main.getCamelContext()
                .getRegistry()
                .findSingleByType(Extractions.class)
                .current();
    }

    /** Whether all that was extracted has been settled by this service, the end of the extraction too. */
    public boolean hasLoaded(String service) {
        var extraction = extraction();
        return extraction.ended()
                && extraction.files().stream().allMatch(file -> {
                    var source = new ConsumerQueue(service, file.file().type());
                    return records().settled(source) >= file.published()
                            && controls().total(source, Message.ExtractionComplete.class) > 0;
                });
    }

    /** Whether nothing is left in this service's store that is older than what was extracted. */
    public boolean hasRemoved(String service) {
        var worker = main.getCamelContext().getRegistry().lookupByNameAndType(service + "-loads", LoadWorker.class);
        return extraction().files().stream().map(FileExtraction::file).allMatch(file -> worker.loads().stream()
                .anyMatch(load -> load.type() == file.type()
                        && load.version().compareTo(file.version()) >= 0
                        && load.removalDone()));
    }

    /** Whether all records that were extracted have been settled by this service. */
    public boolean hasSettled(String service) {
        return extraction().ended()
                && extraction().files().stream()
                        .allMatch(file -> records()
                                        .settled(new ConsumerQueue(
                                                service, file.file().type()))
                                >= file.published());
    }

    @Override
    public void close() {
        main.stop();
    }
}
