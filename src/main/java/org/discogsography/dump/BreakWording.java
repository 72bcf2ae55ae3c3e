package org.discogsography.dump;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import javax.xml.stream.XMLStreamException;

/** Says in one line what broke a dump file: an operator is to know whether to fetch it again or to report it. */
final class BreakWording {

    private BreakWording() {}

    static String of(IOException failure, long compressedBytesRead) {
        if (failure instanceof EOFException) {
            return compressedBytesRead == 0
                    ? "is empty (0 bytes): fetch it again"
                    : "is truncated: its gzip data breaks off after " + compressedBytesRead + " bytes: fetch it again";
        }
        if (failure instanceof ZipException) {
            return "Not in GZIP format".equals(failure.getMessage())
                    ? "is not a gzip file"
                    : "is corrupt (" + failure.getMessage() + "): fetch it again";
        }
        return "cannot be read (" + failure + ")";
    }

    static String of(XMLStreamException failure) {
        // Parsers append "\n at [row,col ...]" to what they say; the line is told in our own words.
        var message = String.valueOf(failure.getMessage());
        var firstLine = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at ["))
                .findFirst()
                .orElse("no reason given");
        var location = failure.getLocation();
        return "is broken XML at line " + (location == null ? "?" : location.getLineNumber()) + " (" + firstLine + ")";
    }
}
