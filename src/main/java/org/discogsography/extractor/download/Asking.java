package org.discogsography.extractor.download;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known, beyond a restart, of how Discogs was asked.
 *
 * @param asked the time of the last request
 * @param notBefore until when Discogs has asked for a pause
 * @param nextLook when to look for a new dump again
 * @param failures consecutive ones
 * @param begun looks that have begun since the last that came to an end, good or bad: the program was ended in the middle of them
 * @param newest the newest whole dump, at the last look that succeeded
 * @param commanded when looks were begun by a command in the last day
 */
record Asking(
        Optional<Instant> asked,
        Optional<Instant> notBefore,
        Optional<Instant> nextLook,
        int failures,
        int begun,
        Optional<String> newest,
        List<Instant> commanded) {

    private static final Duration DAY = Duration.ofDays(1);

    static final Asking NEVER =
            new Asking(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, Optional.empty(), List.of());

    Asking {
        commanded = List.copyOf(commanded);
    }

    Asking at(Instant now) {
        return new Asking(Optional.of(now), notBefore, nextLook, failures, begun, newest, commanded);
    }

    /** A look begins; if the program is ended in the middle of it, the next one is not before this. */
    Asking begins(Instant next) {
        return new Asking(asked, notBefore, Optional.of(next), failures, begun + 1, newest, commanded);
    }

    /** It was a command that has begun it. */
    Asking commandedAt(Instant now) {
        List<Instant> lately =
                Stream.concat(commanded(now).stream(), Stream.of(now)).toList();
        return new Asking(asked, notBefore, nextLook, failures, begun, newest, lately);
    }

    /** Those of the day before a time. One that is later was noted with a wrong clock. */
    List<Instant> commanded(Instant now) {
        return commanded.stream()
                .filter(time -> !time.isAfter(now) && time.isAfter(now.minus(DAY)))
                .toList();
    }

    /** Nothing went wrong. */
    Asking looked(Instant next, Optional<String> found) {
        return new Asking(
                asked, Optional.empty(), Optional.of(next), 0, 0, found.isPresent() ? found : newest, commanded);
    }

    /** Discogs has asked for a pause, if there is one. */
    Asking pausedUntil(Optional<Instant> pause) {
        return pause.isEmpty() ? this : new Asking(asked, pause, nextLook, failures, begun, newest, commanded);
    }

    Asking failed(Optional<Instant> pause, Instant next) {
        Asking paused = pausedUntil(pause);
        return new Asking(asked, paused.notBefore(), Optional.of(next), failures + 1, 0, newest, commanded);
    }
}
