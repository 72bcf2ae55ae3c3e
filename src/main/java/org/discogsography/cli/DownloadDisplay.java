package org.discogsography.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.discogsography.extractor.download.ByteCount;
import org.discogsography.extractor.download.Download;
import org.discogsography.extractor.download.DownloadProgress.Moment;
import org.discogsography.threads.RepeatedTask;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;

/** Shows a download: a bar on a terminal, otherwise a line for each file and one every ten seconds. Thread-safe. */
final class DownloadDisplay implements AutoCloseable {

    private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
    private static final Duration IN_A_LOG = Duration.ofSeconds(1);
    private static final int LINES = 10; // of a log's looks, one is printed
    private static final int BAR = 30;
    private static final int WIDTH = 110;

    private final PrintWriter out;
    private final Timeline timeline;
    private final boolean terminal;
    private final RepeatedTask showing = new RepeatedTask("download-display", this::tick);
    private Download download; // null: it has not begun; guarded by this, as all below
    private long told; // id of the last event that was printed
    private int ticks;
    private boolean bar; // whether one is on the line

    DownloadDisplay(PrintWriter out, Timeline timeline) {
        this(out, timeline, isTerminal());
    }

    DownloadDisplay(PrintWriter out, Timeline timeline, boolean terminal) {
        this.out = out;
        this.timeline = timeline;
        this.terminal = terminal;
    }

    /** Whether somebody looks on. From JDK 22 on there is a console without a terminal too. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        return System.console() != null && System.getenv("TERM") != null;
    }

    synchronized void show(Download started) {
        download = started;
        Duration interval = terminal ? ON_A_TERMINAL : IN_A_LOG;
        showing.repeat(interval, interval);
    }

    /** The version that was looked for. */
    synchronized String version() {
        return download.progress().now().newest();
    }

    private synchronized void tick() {
        printEvents();
        Moment now = download.progress().now();
        if (terminal) {
            clear();
            if (now.file() != null) {
                out.print(bar(now));
                bar = true;
            }
        } else if (++ticks % LINES == 0 && now.file() != null) {
            out.println(now.file() + ": " + text(now));
        }
        out.flush();
    }

    private void printEvents() {
        for (Event event : timeline.after(told)) {
            told = event.id();
            if (event.kind() == Event.Kind.DOWNLOADED && event.subject().endsWith(".gz")) {
                clear();
                out.println(event.subject() + ": " + event.text());
            }
        }
    }

    private void clear() {
        if (bar) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            bar = false;
        }
    }

    static String bar(Moment now) {
        String line = now.file() + " ";
        if (now.size().isPresent() && now.size().getAsLong() > 0) {
            double done = Math.min(1, (double) now.bytes() / now.size().getAsLong());
            int full = (int) (done * BAR);
            line += "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] " + (int) (done * 100) + " % ";
        }
        line += text(now);
        return line.length() < WIDTH ? line : line.substring(0, WIDTH);
    }

    private static String text(Moment now) {
        return ByteCount.text(now.bytes())
                + (now.size().isPresent() ? " of " + ByteCount.text(now.size().getAsLong()) : "")
                + ", " + ByteCount.text(now.bytesPerSecond()) + "/s";
    }

    /** Prints what is left to print, and a last line; null: none. */
    synchronized void finish(String line) {
        showing.close();
        printEvents();
        clear();
        if (line != null) {
            out.println(line);
        }
        out.flush();
    }

    @Override
    public void close() {
        showing.close();
    }
}
