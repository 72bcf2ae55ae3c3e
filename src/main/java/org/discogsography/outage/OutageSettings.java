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
     * Binds the breaker of a server, {@code <server>-breaker}, and its watch, {@code <server>-watch}, for the routes to refer
     * to. The watch begins with the context.
     *
     * @param server as it is called in log lines; in lower case it is part of the beans' names
     * @param meaning tells what a failure of the server's callers means
     * @param probe has to come back within a bounded time
     * @param ping asks the server something that it answers at once where it is at work
     * @param backlog how many messages wait for the server; less than 0 where that is not known
     * @throws org.discogsography.settings.SettingException naming the property that makes no sense
     */
    public ServerWatch watch(
            CamelContext context,
            String server,
            Function<Throwable, Failure> meaning,
            Probe probe,
            Probe ping,
            LongSupplier backlog) {
        var timeline = context.getRegistry().findSingleByType(Timeline.class);
        int failures = settings.number(Setting.BREAKER_FAILURES);
        Duration openFor = settings.duration(Setting.BREAKER_OPEN_FOR);
        CircuitBreaker breaker = Breakers.create(server, failures, openFor, meaning, timeline);
        var watch = new ServerWatch(
                server,
                breaker,
                meaning,
                probe,
                backoff(),
                settings.duration(Setting.RETRY_LOOK_INTERVAL),
                backlog,
                timeline);
        new ServerMeters(watch).bindTo(context.getRegistry().findSingleByType(MeterRegistry.class));
        String name = server.toLowerCase(Locale.ROOT);
        context.getRegistry().bind(name + "-breaker", breaker);
        context.getRegistry().bind(name + "-watch", ServerWatch.class, watch, null, "close");
        var pulse = new Liveness(server, ping);
        watch.openAfter(settings.duration(Setting.BREAKER_SILENCE), pulse);
        context.getRegistry().bind(name + "-pulse", Liveness.class, pulse.start(), null, "close");
        try {
            context.addStartupListener(watch);
            context.addStartupListener(new BreakerInJmx(watch, failures, openFor));
        } catch (Exception e) {
            throw new IllegalStateException("The watch over " + server + " cannot begin", e);
        }
        return watch;
    }

    /** The waits between the tries of whatever fails. */
    public Backoff backoff() {
        return new Backoff(
                settings.number(Setting.RETRY_MAXIMUM_REDELIVERIES) + 1,
                settings.duration(Setting.RETRY_DELAY),
                settings.decimal(Setting.RETRY_MULTIPLIER),
                settings.duration(Setting.RETRY_MAXIMUM_DELAY),
                settings.decimal(Setting.RETRY_JITTER));
    }
}
