package org.discogsography.dump;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import javax.xml.stream.XMLStreamException;

/** Describes in one line why a dump file cannot be read, and whether downloading it again can help. */
final class ReadFailureMessage {

    private ReadFailureMessage() {}

    static String of(IOException failure, long compressedBytesRead) {
        if (failure instanceof EOFException) {
            return compressedBytesRead == 0
                    ? "is empty (0 bytes; download it again)"
                    : "is truncated: its gzip data ends after " + compressedBytesRead + " bytes (download it again)";
        }
        if (failure instanceof ZipException) {
            return "Not in GZIP format".equals(failure.getMessage())
                    ? "is not a gzip file"
                    : "is corrupt: " + failure.getMessage() + " (download it again)";
        }
        return "cannot be read (" + FileReason.of(failure) + ")";
    }

    /** @param baseLine what to add to the line of the failure */
    static String of(XMLStreamException failure, long baseLine) {
        // Aalto appends "\n at [row,col ...]" to its message; the JDK's exception begins with "ParseError at
        // ...\nMessage: ".
        var reason = String.valueOf(failure.getMessage())
                .lines()
                .map(line -> line.strip().replaceFirst("^Message: ", ""))
                .filter(line -> !line.isEmpty() && !line.startsWith("at [") && !line.startsWith("ParseError at ["))
                .findFirst()
                .orElse("no reason given");
        var location = failure.getLocation();
        return "is not well-formed XML at line " + (location == null ? "?" : baseLine + location.getLineNumber()) + " ("
                + reason + ")";
    }
}
