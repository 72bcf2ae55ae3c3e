package org.discogsography.extractor.download;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.extractor.download.DownloadSettings.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When Discogs is asked for a new dump: once an interval, later if it has asked for a pause, and ever more rarely if looks fail, are ended
 * with the program, or are commanded again and again. All of that is on disk, so that no loop of restarts asks more often. Thread-safe.
 */
final class Looks {

    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(10);

    /** So often a look that was ended with the program is taken up again at once; about 15 requests in 6 minutes are too many. */
    private static final int RESUMED_AT_ONCE = 3;

    /** So often in a day a command asks at once. */
    private static final int COMMANDED_AT_ONCE = 4;

    private final DownloadSettings settings;
    private final DownloadStateFile state;
    private final InstantSource clock;
    private volatile boolean settled; // one has succeeded in this run of the program
    private volatile boolean tried; // one has ended in this run of the program
    private volatile Instant unnoted; // when the next one is due, if that is not on disk; else null

    Looks(DownloadSettings settings, DownloadStateFile state, InstantSource clock) {
        this.settings = settings;
        this.state = state;
        this.clock = clock;
    }

    /** Whether none has ended in this run of the program. */
    boolean isFirstPending() {
        return !tried;
    }

    /** Whether there will be another one. */
    boolean isOver() {
        return settings.mode() == Mode.NEVER || (settings.mode() == Mode.ONCE && settled);
    }

    /** Until when the next one waits; empty if it is due. */
    Optional<Instant> waitUntil() {
        Asking known = state.read().asking();
        Instant now = clock.instant();
        Optional<Instant> time = known.nextLook()
                // One that is further away was noted with another setting, or with a wrong clock.
                .map(then -> then.isAfter(now.plus(longestWait())) ? now : then);
        time = later(time, known.notBefore().filter(then -> then.isBefore(now.plus(RetryAfter.LONGEST))))
                .filter(then -> then.isAfter(now));
        if (time.isEmpty() && unnoted != null && unnoted.isAfter(now)) {
            return Optional.of(unnoted);
        }
        if (time.isPresent() && !tried) {
            tried = true;
            settled = known.failures() == 0 && known.begun() == 0;
            LOG.info(
                    "Discogs is asked for a new dump at {}: it was asked not long ago",
                    time.get().truncatedTo(ChronoUnit.SECONDS));
        }
        return time;
    }

    /** Until when a command waits, because there have been many; empty if it may ask. */
    Optional<Instant> commandWaitsUntil() {
        Instant now = clock.instant();
        List<Instant> lately = state.read().asking().commanded(now);
        if (lately.size() < COMMANDED_AT_ONCE) {
            return Optional.empty();
        }
        Instant last = lately.get(lately.size() - 1);
        return Optional.of(last.plus(wait(Retry.SOON, lately.size() - COMMANDED_AT_ONCE)))
                .filter(time -> time.isAfter(now));
    }

    /** The newest whole dump, at the last one that succeeded. */
    Optional<String> newestFound() {
        return state.read().asking().newest();
    }

    private Duration longestWait() {
        return settings.interval().compareTo(RetryAfter.LONGEST) > 0 ? settings.interval() : RetryAfter.LONGEST;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isAfter(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }

    /**
     * Notes that one begins, so that a program that ends in the middle of each, for whatever reason, looks less and less often.
     *
     * @throws DownloadException if that cannot be noted
     */
    void begins() throws DownloadException {
        Instant now = clock.instant();
        try {
            state.update(known -> known.asking(asking -> {
                if (isForOneVersion()) {
                    return asking.commandedAt(now);
                }
                Asking begun = asking.begins(
                        asking.begun() < RESUMED_AT_ONCE
                                ? now
                                : now.plus(wait(Retry.SOON, asking.begun() - RESUMED_AT_ONCE)));
                return settings.isByCommand() ? begun.commandedAt(now) : begun;
            }));
        } catch (IOException e) {
            throw Courtesy.cannotBeNoted(state, e);
        }
    }

    /**
     * Notes that one has succeeded.
     *
     * @return when the next one is due
     */
    Instant succeeded(Optional<String> newest) throws IOException {
        Instant again = clock.instant().plus(settings.interval());
        if (!isForOneVersion()) {
            state.update(known -> known.asking(asking -> asking.looked(again, newest)));
        }
        settled = true;
        return again;
    }

    /**
     * Notes that one has failed.
     *
     * @return when the next one is due
     */
    Instant failed(Retry retry, Optional<Instant> notBefore) {
        if (retry == Retry.NOBODY_WAS_ASKED) {
            Instant again = clock.instant().plus(wait(Retry.SOON, 0));
            unnoted = again;
            return again;
        }
        Instant soonest = clock.instant().plus(wait(retry, state.read().asking().failures()));
        Instant again = later(notBefore, Optional.of(soonest)).orElseThrow();
        try {
            state.update(known -> known.asking(
                    asking -> isForOneVersion() ? asking.pausedUntil(notBefore) : asking.failed(notBefore, again)));
            unnoted = null;
        } catch (IOException e) {
            unnoted = again;
            LOG.debug("The next try cannot be noted", e);
        }
        return again;
    }

    /** A command that names a version does not look for a new dump: the service looks when it would have. */
    private boolean isForOneVersion() {
        return settings.isByCommand() && settings.wanted().version().isPresent();
    }

    /** One has ended, whichever way. */
    void ended() {
        tried = true;
    }

    private Duration wait(Retry retry, int failuresBefore) {
        Duration soon = FIRST_RETRY.multipliedBy(1L << Math.min(failuresBefore, 8));
        return retry == Retry.NEXT_DAY || soon.compareTo(settings.interval()) > 0 ? settings.interval() : soon;
    }
}
