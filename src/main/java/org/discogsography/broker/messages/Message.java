package org.discogsography.broker.messages;

import java.util.Arrays;
import java.util.Map;
import org.discogsography.idempotent.Versioned;

/** The meaning of a message: a record, the end of a file, or the end of an extraction. */
public sealed interface Message {

    /**
     * One record of a dump.
     *
     * @param version the dump's date; empty, which is older than any dump, if the message does not say
     * @param body ends with the record
     * @param start of the record in the body: the place of its opening brace, where the body may have another character
     */
    record Data(String id, String sha256, String version, byte[] body, int start) implements Message, Versioned {

        /** A record that is all of the body. */
        public Data(String id, String sha256, String version, byte[] json) {
            this(id, sha256, version, json, 0);
        }

        /**
         * The record as a JSON object in UTF-8, with its {@code id} and without the envelope. It is cut out of the body each time, because
         * nobody asks for it if it is unchanged, as most records are.
         */
        public byte[] json() {
            if (start == 0) {
                return body;
            }
            byte[] json = Arrays.copyOfRange(body, start, body.length);
            json[0] = '{';
            return json;
        }
    }

    /**
     * A message that cannot be read.
     *
     * @param reason why it cannot be read
     */
    record Malformed(String reason) implements Message {}

    /** A dump file was read to its end, and every record before this message was confirmed. */
    record FileComplete(String dataType, String file, long totalProcessed, String timestamp) implements Message {}

    /**
     * The files of a dump were read. Sent for each data type whose file was read to its end.
     *
     * @param recordCounts number of different ids, by data type, of the files that were read to their end
     * @param rejected number of rejected records, of those data types that have some
     * @param files the files that were read, by data type; empty if the message does not name them
     */
    record ExtractionComplete(
            String version,
            String startedAt,
            String timestamp,
            Map<String, Long> recordCounts,
            Map<String, Long> rejected,
            Map<String, ReadFile> files)
            implements Message {}

    /** A file of a dump, by its name and its content. */
    record ReadFile(String file, String sha256) {}
}
