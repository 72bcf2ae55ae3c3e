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
        // Aalto appends "\n at [row,col ...]" to what it says, the JDK's exception puts "ParseError at ...\nMessage: "
        // before it.
        var reason = String.valueOf(failure.getMessage())
                .lines()
                .map(line -> line.strip().replaceFirst("^Message: ", ""))
                .filter(line -> !line.isEmpty() && !line.startsWith("at [") && !line.startsWith("ParseError at ["))
                .findFirst()
                .orElse("no reason given");
        var location = failure.getLocation();
        return "is broken XML at line " + (location == null ? "?" : location.getLineNumber()) + " (" + reason + ")";
    }
}
