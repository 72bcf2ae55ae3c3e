package org.discogsography.dump;

import javax.xml.stream.XMLStreamException;

/** Says what is wrong with a dump file, and where. For the thread that reads the file. */
final class DamageDescription {

    private final DumpFile file;
    private final DumpBytes source;
    private final RecordWindow window;
    private final FileXml xml;
    private final OutcomeQueue outcomes;

    DamageDescription(DumpFile file, DumpBytes source, RecordWindow window, FileXml xml, OutcomeQueue outcomes) {
        this.file = file;
        this.source = source;
        this.window = window;
        this.xml = xml;
        this.outcomes = outcomes;
    }

    /**
     * The file cannot be read any further.
     *
     * @param place where reading has got to
     * @param line of the record that is being read, if one is
     */
    DumpException broken(Exception e, DumpPlace place, long line) {
        String what;
        if (source.failure() != null) {
            what = ReadFailureMessage.of(source.failure(), source.compressedBytesRead());
        } else if (place == DumpPlace.BEFORE_ROOT) {
            what = window.end() == 0 ? "contains no XML element" : reason(e);
        } else {
            what = "ends without closing <" + file.type().plural() + ">";
        }
        return new DumpException(file.name() + " " + what + where(place, line), e);
    }

    private String where(DumpPlace place, long line) {
        if (place == DumpPlace.BEFORE_ROOT) {
            return "";
        }
        if (place != DumpPlace.IN_RECORD) {
            return outcomes.certainCount() == 0
                    ? ", before its first record"
                    : ", after record " + outcomes.certainCount();
        }
        var ids = xml.idsSoFar();
        var id = ids.isEmpty() ? "" : " (id " + CanonicalJsonWriter.decode(ids.get(0)) + ")";
        return ", in record " + outcomes.ordinal() + id + ", which begins at line " + line;
    }

    /** What is wrong with the part of the file in which the parser failed. */
    String reason(Exception e) {
        if (e instanceof WrongRootException) {
            return e.getMessage();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordWindow.TooLongException) {
                return "is " + cause.getMessage();
            }
        }
        if (e instanceof NestedRecordException nested) {
            return "has another record's start tag in it, at line "
                    + xml.lineInFile(nested.getLocation().getLineNumber());
        }
        return e instanceof XMLStreamException malformed
                ? ReadFailureMessage.of(malformed, xml.lineInFile(0))
                : "cannot be parsed (" + e + ")";
    }
}
