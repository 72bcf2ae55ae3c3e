package org.discogsography.routes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.ResourceReloadStrategySupport;
import org.discogsography.outage.Reason;
import org.discogsography.threads.LoggedTask;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs edited route files without a restart of the program. Camel's own strategy stops every route before it reads the first
 * file, and does not reload templated routes; this one validates the edited routes first, and replaces only those that have
 * changed. A mistake is logged once, and the running routes stay.
 *
 * <p>The files are polled every half second, and used once two polls in a row have read the same: by then an editor has
 * finished writing, whichever way it writes. Polling also works on mounted folders, which send no notifications.
 */
@ManagedResource(description = "Runs edited route files without a restart")
final class RouteReload extends ResourceReloadStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final String SUBJECT = "routes";

    private final RouteFolder folder;
    private final RouteChanges changes;
    private final Timeline timeline;
    private final LoggedTask polling = new LoggedTask("route-reload", this::poll);
    private RouteFiles running; // this and the following are confined to the thread below
    private Map<String, String> seen;
    private Map<String, String> refused = Map.of();
    private boolean waits;
    private ScheduledExecutorService thread;

    /** @param running the files that the running routes are made from */
    RouteReload(RouteFolder folder, RouteFiles running, RouteChanges changes, Timeline timeline) {
        this.folder = folder;
        this.running = running;
        this.changes = changes;
        this.timeline = timeline;
        this.seen = running.contents();
    }

    @ManagedAttribute(description = "The folder with the route files")
    public String getFolder() {
        return folder.path().toString();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        thread = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "route-reload");
        var unused = thread.scheduleWithFixedDelay(polling, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("{}: files in {} are reloaded when they are edited", SUBJECT, folder.path());
    }

    @Override
    protected void doStop() throws Exception {
        if (thread != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(thread);
        }
        super.doStop();
    }

    @Override
    public void onReload(Object source) {
        thread.execute(polling);
    }

    private void poll() {
        if (!getCamelContext().getStatus().isStarted()) {
            return;
        }
        Map<String, String> now = Map.of();
        try {
            now = folder.read();
            boolean stable = now.equals(seen);
            seen = now;
            // After a mistake the running routes stay. One that has ended for its replacement starts again as it was.
            boolean isRefused = now.equals(refused);
            Map<String, String> wanted = isRefused ? running.contents() : now;
            if (!stable || (wanted.equals(running.contents()) && !waits)) {
                return;
            }
            reload(wanted);
            if (!isRefused) {
                refused = Map.of();
            }
        } catch (InvalidRouteException e) {
            refuse(now, e, e.getMessage());
        } catch (IOException e) {
            // Perhaps read in the middle of a change; reported if it lasts.
            if (seen == null || !seen.isEmpty()) {
                refuse(Map.of(), e, folder.path() + " cannot be read: " + Reason.of(e));
                seen = Map.of();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            refuse(now, e, Reason.of(e));
        }
    }

    private void refuse(Map<String, String> now, Exception mistake, String what) {
        if (!getCamelContext().getStatus().isStarted()) {
            return;
        }
        refused = now;
        setLastError(mistake);
        incFailedCounter();
        timeline.report(
                LOG, Level.ERROR, Event.Kind.ROUTE_REFUSED, SUBJECT, what + "; the running routes are unchanged");
    }

    private void reload(Map<String, String> contents) throws Exception {
        for (String part : folder.parts()) {
            if (running.contents().keySet().stream().anyMatch(name -> name.startsWith(part + "/"))
                    && contents.keySet().stream().noneMatch(name -> name.startsWith(part + "/"))) {
                throw new InvalidRouteException(part, 0, "the folder has no route files any more");
            }
        }
        RouteFiles files = RouteFiles.of(contents);
        Set<String> routes = new TreeSet<>(files.differences(running));
        var model = new RouteModel(getCamelContext(), folder);
        var swap = new RouteSwap(getCamelContext(), model, changes);
        validate(model, files, routes);
        // A route that has ended for its replacement must start again, even if its edit has been undone meanwhile.
        routes.addAll(changes.begun());
        List<String> busy = swap.busy(routes);
        if (!busy.isEmpty()) {
            if (!waits) {
                LOG.warn("{}: {} is busy, and will be replaced once it has finished", SUBJECT, String.join(", ", busy));
            }
            waits = true;
            return;
        }
        waits = false;
        swap.run(files, running, routes);
        running = files;
        if (!routes.isEmpty()) {
            setLastError(null);
            incSucceededCounter();
            timeline.report(
                    LOG, Level.INFO, Event.Kind.ROUTE_RELOADED, SUBJECT, "reloaded: " + String.join(", ", routes));
        }
    }

    private void validate(RouteModel model, RouteFiles files, Set<String> routes) throws Exception {
        RouteModel.Shared before = model.shared();
        try {
            for (Map.Entry<String, RouteDefinition> route :
                    model.define(files, running, routes).entrySet()) {
                try {
                    new RouteValidation(getCamelContext()).of(route.getValue());
                } catch (Exception e) {
                    throw files.mistake(route.getKey(), e);
                }
            }
        } finally {
            model.restore(before);
        }
    }
}
