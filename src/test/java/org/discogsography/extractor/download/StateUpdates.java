package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.file.Path;
import org.discogsography.extractor.download.DownloadState.Downloaded;

/** A process that notes files in the state, one after the other. Arguments: the folder, what the names begin with, how many. */
final class StateUpdates {

    private StateUpdates() {}

    public static void main(String[] args) throws IOException {
        var state = new DownloadStateFile(Path.of(args[0]));
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            String name = args[1] + i;
            state.update(before -> before.with(name, new Downloaded(name, 1, 1)));
        }
    }
}
