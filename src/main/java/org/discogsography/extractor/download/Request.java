package org.discogsography.extractor.download;

import java.time.Year;

/**
 * A question to Discogs, always a GET.
 *
 * @param query of its address
 * @param subject what is asked for, for messages
 */
public record Request(String query, String subject) {

    /** The list of a year's files. */
    static Request listing(Year year) {
        return new Request("prefix=data%2F" + year + "%2F", "the list of " + year);
    }
}
