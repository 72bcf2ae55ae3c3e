package org.discogsography.extractor.download;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The HTTP header {@code Retry-After}: a number of seconds, or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {

    /** A host cannot switch downloading off for good. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** For a host that asks for fewer requests, but does not say when: Discogs itself asks for an hour. */
    static final Duration UNKNOWN = Duration.ofDays(1);

    private RetryAfter() {}

    /** The time that the header names; empty without a header, or if it is neither form. */
    static Optional<Instant> time(String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String value = header.strip();
        return (value.matches("[0-9]{1,18}") ? seconds(value, now) : date(value))
                .map(time -> time.isAfter(now.plus(LONGEST)) ? now.plus(LONGEST) : time);
    }

    private static Optional<Instant> seconds(String value, Instant now) {
        long seconds = Math.min(Long.parseLong(value), LONGEST.toSeconds());
        return Optional.of(now.plusSeconds(seconds));
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
