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
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes edited route files up while the program runs. Camel's own strategy for that stops every route before it reads the first
 * file, and makes nothing of templated routes; this one tries the edited routes first, and touches those alone that say
 * something else than before. A mistake is told once, and what ran goes on.
 *
 * <p>The files are looked at every half second, and taken up when two looks in a row have seen the same: whoever writes one is
 * done by then, however he does it, and a folder that is mounted from elsewhere tells of no changes by itself.
 */
@ManagedResource(description = "Takes edited route files up while the program runs")
final class RouteReload extends ResourceReloadStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final String SUBJECT = "routes";

    private final RouteFolder folder;
    private final RouteChanges changes;
    private final Timeline timeline;
    private RouteFiles running; // this and the following are confined to the thread below
    private Map<String, String> seen;
    private Map<String, String> refused = Map.of();
    private boolean waits;
    private ScheduledExecutorService thread;

    /** @param running what the routes are made from as they are now */
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
        var unused = thread.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("{}: edited files in {} are taken up", SUBJECT, folder.path());
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
        thread.execute(this::look);
    }

    private void look() {
        if (!getCamelContext().getStatus().isStarted()) {
            return;
        }
        Map<String, String> now = Map.of();
        try {
            now = folder.read();
            boolean stable = now.equals(seen);
            seen = now;
            if (!stable || now.equals(refused) || (now.equals(running.contents()) && !waits)) {
                return;
            }
            takeUp(now);
            refused = Map.of();
        } catch (InvalidRouteException e) {
            refuse(now, e, e.getMessage());
        } catch (IOException e) {
            // Seen in the middle of a change; where it lasts, it is told.
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
        timeline.tell(LOG, Level.ERROR, Event.Kind.ROUTE_REFUSED, SUBJECT, what + "; the routes go on as they were");
    }

    private void takeUp(Map<String, String> contents) throws Exception {
        for (String part : folder.parts()) {
            if (running.contents().keySet().stream().anyMatch(name -> name.startsWith(part + "/"))
                    && contents.keySet().stream().noneMatch(name -> name.startsWith(part + "/"))) {
                throw new InvalidRouteException(part, 0, "there are no files in it any more");
            }
        }
        RouteFiles files = RouteFiles.of(contents);
        Set<String> routes = new TreeSet<>(files.differences(running));
        var model = new RouteModel(getCamelContext(), folder);
        var swap = new RouteSwap(getCamelContext(), model, changes);
        attempt(model, files, routes);
        // What has been told to finish has to be started anew, also where its edit was taken back meanwhile.
        routes.addAll(changes.begun());
        List<String> busy = swap.busy(routes);
        if (!busy.isEmpty()) {
            if (!waits) {
                LOG.warn(
                        "{}: {} is to be replaced when it has finished what it is at",
                        SUBJECT,
                        String.join(", ", busy));
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
            timeline.tell(
                    LOG,
                    Level.INFO,
                    Event.Kind.ROUTE_RELOADED,
                    SUBJECT,
                    "taken up as edited: " + String.join(", ", routes));
        }
    }

    private void attempt(RouteModel model, RouteFiles files, Set<String> routes) throws Exception {
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
