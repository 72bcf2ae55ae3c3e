package org.discogsography.extractor.download;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A download that did not succeed. The message is one line that says what was wrong, of which file or page. */
final class DownloadException extends IOException {

    private static final long serialVersionUID = 1L;

    /** When the next try makes sense. */
    enum Retry {
        SOON,
        /** Not before Discogs has had time to put it right. */
        NEXT_DAY,
        /** As soon as what is wrong here may be right again: that costs Discogs nothing, so it does not count as a failed look. */
        NOBODY_WAS_ASKED
    }

    private final Retry retry;
    private final transient Instant notBefore; // null: the host has not said

    DownloadException(String message, Retry retry) {
        this(message, retry, null, null);
    }

    DownloadException(String message, Retry retry, Throwable cause) {
        this(message, retry, null, cause);
    }

    private DownloadException(String message, Retry retry, Instant notBefore, Throwable cause) {
        super(message, cause);
        this.retry = retry;
        this.notBefore = notBefore;
    }

    /** The host has asked for a pause. */
    static DownloadException until(Instant notBefore, String message) {
        return new DownloadException(message, Retry.SOON, notBefore, null);
    }

    /** The host has asked for a pause without saying for how long: this is the end of the shortest that is long enough. */
    static DownloadException untilNextDay(Instant notBefore, String message) {
        return new DownloadException(message, Retry.NEXT_DAY, notBefore, null);
    }

    Retry retry() {
        return retry;
    }

    /** Before this, nothing may be asked. */
    Optional<Instant> notBefore() {
        return Optional.ofNullable(notBefore);
    }
}
