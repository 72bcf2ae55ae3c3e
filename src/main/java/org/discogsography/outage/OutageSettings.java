package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/** Makes breakers and watches as {@code breaker.*} and {@code retry.*} say. */
public record OutageSettings(Settings settings) {

    /**
     * Binds the breaker of a server, {@code <server>-breaker}, its watch, {@code <server>-watch}, for the routes to refer to, and its
     * liveness, {@code <server>-liveness}. The watch begins with the context.
     *
     * @param server its name in log lines; in lower case it is part of the beans' names
     * @param classifier what a failed call to the server means
     * @param probe finds out whether the server works, within a bounded time
     * @param ping asks the server something that it answers at once if it works
     * @param backlog how many messages wait for the server; less than 0 if that is not known
     * @throws org.discogsography.settings.SettingException naming the property that is invalid
     */
    public ServerWatch watch(
            CamelContext context,
            String server,
            Function<Throwable, Failure> classifier,
            Probe probe,
            Probe ping,
            LongSupplier backlog) {
        var timeline = context.getRegistry().findSingleByType(Timeline.class);
        int failures = settings.number(Setting.BREAKER_FAILURES);
        Duration openFor = settings.duration(Setting.BREAKER_OPEN_FOR);
        CircuitBreaker breaker = Breakers.create(server, failures, openFor, classifier, timeline);
        var watch = new ServerWatch(
                new WatchedServer(server, classifier, probe, backlog),
                new Reconnecting(backoff(), settings.duration(Setting.RETRY_LOOK_INTERVAL)),
                breaker,
                timeline);
        new ServerMeters(watch).bindTo(context.getRegistry().findSingleByType(MeterRegistry.class));
        String name = server.toLowerCase(Locale.ROOT);
        context.getRegistry().bind(name + "-breaker", breaker);
        context.getRegistry().bind(name + "-watch", ServerWatch.class, watch, null, "close");
        var liveness = new Liveness(server, ping);
        watch.openAfter(settings.duration(Setting.BREAKER_SILENCE), liveness);
        context.getRegistry().bind(name + "-liveness", Liveness.class, liveness.start(), null, "close");
        try {
            context.addStartupListener(watch);
            context.addStartupListener(new BreakerInJmx(watch, failures, openFor));
        } catch (Exception e) {
            throw new IllegalStateException("The watch over " + server + " cannot begin", e);
        }
        return watch;
    }

    /** The waits between the tries of anything that fails. */
    public Backoff backoff() {
        return new Backoff(
                settings.number(Setting.RETRY_MAXIMUM_REDELIVERIES) + 1,
                settings.duration(Setting.RETRY_DELAY),
                settings.decimal(Setting.RETRY_MULTIPLIER),
                settings.duration(Setting.RETRY_MAXIMUM_DELAY),
                settings.decimal(Setting.RETRY_JITTER));
    }
}
