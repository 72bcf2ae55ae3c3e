package org.discogsography.extractor.download;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.outage.Reason;

/**
 * Keeps the program a welcome guest: a pause between two requests, and none while Discogs has asked for silence. What it knows is on disk
 * before a request is sent, so that a restart keeps to it too.
 */
public final class Courtesy {

    private final DownloadStateFile state;
    private final Duration between;
    private final InstantSource clock;
    private final BooleanSupplier stopping;

    Courtesy(DownloadStateFile state, Duration between, InstantSource clock, BooleanSupplier stopping) {
        this.state = state;
        this.between = between;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * Waits until the next request is welcome, and notes that it is sent.
     *
     * @throws DownloadException if that takes long, or if it cannot be noted
     */
    public void await() throws IOException, InterruptedException {
        for (Duration wait = reserve(); !wait.isZero(); wait = reserve()) {
            pause(wait);
        }
    }

    /**
     * Notes that a request is sent now, if it is welcome. The look at the last one and the note are one change: no other process sends one
     * in between.
     *
     * @return how long it has to wait; zero if it is noted
     */
    private Duration reserve() throws DownloadException {
        var wait = new AtomicReference<>(Duration.ZERO);
        try {
            state.update(before -> {
                Instant now = clock.instant();
                refuseIfEarly(before.asking(), now);
                wait.set(untilWelcome(before.asking(), now));
                return wait.get().isZero() ? before.asking(asking -> asking.at(now)) : before;
            });
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw cannotBeNoted(state, e);
        }
        return wait.get();
    }

    private Duration untilWelcome(Asking known, Instant now) {
        return known.asked()
                .filter(last -> !last.isAfter(now)) // one in the future was noted with a wrong clock
                .map(last -> Duration.between(now, last.plus(between)))
                .filter(left -> !left.isNegative())
                .orElse(Duration.ZERO);
    }

    static DownloadException cannotBeNoted(DownloadStateFile state, IOException thrown) {
        boolean isRead = thrown instanceof DownloadStateFile.UnreadableException;
        return new DownloadException(
                "extractor.state-folder: " + state.path() + " cannot be " + (isRead ? "read" : "written") + " ("
                        + Reason.of(thrown) + "): nothing is requested from Discogs until it can be, because "
                        + (isRead
                                ? "it may say that Discogs has asked for a pause"
                                : "a restart would not know the time of the last request"),
                Retry.NOBODY_WAS_ASKED,
                thrown);
    }

    /** @throws DownloadException if Discogs has asked for silence, and that is not over */
    void refuseIfEarly(Asking known, Instant now) throws DownloadException {
        // One that is further away was noted with a wrong clock.
        var silence =
                known.notBefore().filter(time -> time.isAfter(now) && !time.isAfter(now.plus(RetryAfter.LONGEST)));
        if (silence.isPresent()) {
            throw DownloadException.until(
                    silence.get(),
                    "Discogs is not asked before " + silence.get().truncatedTo(ChronoUnit.SECONDS)
                            + ", as it has asked for");
        }
    }

    /** By the clock that nobody sets: another could go back by hours meanwhile. */
    private void pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedException("The program ends");
            }
            Thread.sleep(Math.min(100, Math.max(1, Duration.ofNanos(left).toMillis())));
        }
    }
}
