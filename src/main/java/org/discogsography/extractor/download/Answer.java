package org.discogsography.extractor.download;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.io.EofSensorInputStream;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.outage.DurationText;

/**
 * What the host has answered to a request. Its body is read once, and has no end that can be trusted.
 *
 * @param retryAfter null if there is none
 * @param location of a redirect; null if there is none
 */
record Answer(int status, OptionalLong contentLength, String retryAfter, String location, InputStream body)
        implements AutoCloseable {

    private static final int SHOWN = 200; // characters of what the host says

    /** Bytes of a listing or a CHECKSUM file; a year's listing has some ten thousand. */
    private static final int LONGEST_TEXT = 2_000_000;

    /** For all of a listing or a CHECKSUM file. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static Answer of(Exchange exchange) {
        Message message = exchange.getMessage();
        InputStream body = message.getBody(InputStream.class);
        return new Answer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                length(message.getHeader("Content-Length", String.class)),
                message.getHeader("Retry-After", String.class),
                message.getHeader("Location", String.class),
                body == null ? new ByteArrayInputStream(new byte[0]) : body);
    }

    private static OptionalLong length(String header) {
        return header != null && header.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(header))
                : OptionalLong.empty();
    }

    /** @throws DownloadException unless the host answers the question */
    void requireSuccess(String subject, Instant now) throws DownloadException {
        if (status == 200) {
            return;
        }
        String about = subject + ": Discogs answers " + status;
        if (status >= 300 && status < 400) {
            throw new DownloadException(
                    about + ", a redirect to " + shown(location) + ", which is not followed", Retry.NEXT_DAY);
        }
        var pause = RetryAfter.time(retryAfter, now);
        if (pause.isPresent() && (status == 429 || status == 503)) {
            throw DownloadException.until(
                    pause.get(),
                    about + " and asks for silence until " + pause.get().truncatedTo(ChronoUnit.SECONDS));
        }
        if (status == 429) {
            Instant end = now.plus(RetryAfter.UNKNOWN);
            throw DownloadException.untilNextDay(
                    end,
                    about
                            + (retryAfter == null
                                    ? " without Retry-After"
                                    : " with a Retry-After that cannot be read ('" + shown(retryAfter) + "')")
                            + ": nothing is asked until " + end.truncatedTo(ChronoUnit.SECONDS));
        }
        throw new DownloadException(about, Retry.SOON);
    }

    /** The body of a listing or a CHECKSUM file. */
    String text(String subject) throws IOException {
        return text(subject, LONGEST_TEXT, PATIENCE);
    }

    /**
     * The body as text.
     *
     * @param patience for all of it: a host that sends a byte now and then would never be silent for as long as the time-out
     * @throws DownloadException if it is longer, or takes longer
     */
    String text(String subject, int longest, Duration patience) throws IOException {
        long began = System.nanoTime();
        var text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            text.write(buffer, 0, read);
            if (text.size() > longest) {
                throw new DownloadException(
                        subject + ": the answer is longer than " + ByteCount.text(longest), Retry.NEXT_DAY);
            }
            if (System.nanoTime() - began > patience.toNanos()) {
                throw new DownloadException(
                        subject + ": the answer takes longer than " + DurationText.time(patience), Retry.SOON);
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    /** Ends the connection. Closing the body would first read the rest of it, which may have no end. */
    @Override
    public void close() throws IOException {
        if (body instanceof EofSensorInputStream open) {
            open.abort();
        } else {
            body.close();
        }
    }
}
