package org.discogsography.extractor.download;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/**
 * How to download.
 *
 * @param folder for the dumps
 * @param interval of looks for a new dump
 * @param stall time without a byte after which a download has failed
 * @param reserve bytes of the disk that are left free
 */
record DownloadSettings(Mode mode, Wanted wanted, Path folder, Duration interval, Duration stall, long reserve) {

    private static final long RESERVE = 1_000_000_000;

    /** When to look for a new dump. */
    enum Mode {
        NEVER,
        /** Until one look has succeeded. */
        ONCE,
        ALWAYS
    }

    /** Whether somebody has asked for it with a command: then it is of no matter what has been published. */
    boolean isByCommand() {
        return mode == Mode.NEVER;
    }

    static DownloadSettings byCommand(Settings settings, Wanted wanted) {
        DownloadSettings all = of(settings, wanted);
        return new DownloadSettings(Mode.NEVER, wanted, all.folder(), all.interval(), all.stall(), all.reserve());
    }

    static DownloadSettings of(Settings settings, Wanted wanted) {
        return new DownloadSettings(
                Mode.valueOf(settings.text(Setting.EXTRACTOR_DOWNLOAD).toUpperCase(Locale.ROOT)),
                wanted,
                Path.of(settings.text(Setting.DISCOGS_ROOT)),
                settings.duration(Setting.EXTRACTOR_CHECK_INTERVAL),
                settings.duration(Setting.DISCOGS_TIMEOUT),
                RESERVE);
    }
}
