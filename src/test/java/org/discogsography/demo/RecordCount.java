package org.discogsography.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import org.discogsography.dump.DumpFile;

/**
 * Counts the records of a dump file without the program's own reader: the elements right below the root. Elements in a record can have
 * the name of a record (a label's sublabels are labels), and several records can stand in one line. Where an end tag is missing, the
 * next record is found at the start of a line.
 */
final class RecordCount {

    private static final int LONGEST_NAME = 32;

    private final InputStream in;
    private final String record;
    private final String root;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int end;
    private int current;
    private int depth;
    private long count;

    private RecordCount(InputStream in, DumpFile file) {
        this.in = in;
        this.record = file.type().element();
        this.root = file.type().plural();
    }

    /** Counts up to the end of the file, or up to the place where it is broken. */
    static long of(DumpFile file) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file.path()), 1 << 16)) {
            return new RecordCount(in, file).count();
        } catch (IOException e) {
            return 0; // The program reports it in detail.
        }
    }

    private long count() {
        try {
            int before = '\n';
            read();
            while (current >= 0) {
                if (current == '<') {
                    boolean atStartOfLine = before == '\n';
                    before = '<';
                    read();
                    markup(atStartOfLine);
                } else {
                    before = current;
                    read();
                }
            }
        } catch (IOException e) {
            // Broken: the program reports it in detail.
        }
        return count;
    }

    /** Reads a tag, a comment, a CDATA section or a processing instruction, whose {@code <} has been read. */
    private void markup(boolean atStartOfLine) throws IOException {
        if (current == '!') {
            read();
            if (current == '-') {
                skipPast("-->");
            } else if (current == '[') {
                skipPast("]]>");
            } else {
                skipPast(">");
            }
        } else if (current == '?') {
            skipPast("?>");
        } else if (current == '/') {
            read();
            depth = name().equals(root) ? 0 : Math.max(1, depth - 1);
        } else {
            startTag(atStartOfLine);
        }
    }

    private void startTag(boolean atStartOfLine) throws IOException {
        String name = name();
        if (name.isEmpty()) {
            return; // a bare <
        }
        if (name.equals(record) && (depth == 1 || (depth > 1 && atStartOfLine))) {
            count++;
            depth = 1;
        }
        int last = 0;
        while (current >= 0 && current != '>' && current != '<') {
            last = current;
            read();
            if (last == '"' || last == '\'') {
                while (current >= 0 && current != last && current != '<') {
                    read();
                }
                if (current == last) {
                    read();
                }
            }
        }
        if (last != '/') {
            depth++;
        }
    }

    private String name() throws IOException {
        var name = new byte[LONGEST_NAME];
        int length = 0;
        while (length < LONGEST_NAME && current > ' ' && current != '>' && current != '/' && current != '<') {
            name[length++] = (byte) current;
            read();
        }
        return new String(name, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void skipPast(String text) throws IOException {
        var last = new StringBuilder();
        while (current >= 0) {
            last.append((char) current);
            read();
            if (last.length() > text.length()) {
                last.deleteCharAt(0);
            }
            if (last.toString().equals(text)) {
                return;
            }
        }
    }

    private void read() throws IOException {
        if (next == end) {
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            next = 0;
        }
        current = end == 0 ? -1 : buffer[next++] & 0xff;
    }
}
