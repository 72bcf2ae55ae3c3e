package org.discogsography.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A disk of two megabytes, in memory. The test is skipped if it may not mount one. */
record SmallDisk(Path folder) implements AutoCloseable {

    static SmallDisk mount() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("discogsography-small-disk");
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=2m,mode=0777", "tmpfs", folder.toString());
        if (!mounted) {
            Files.delete(folder);
        }
        Assumptions.assumeTrue(mounted, "skipped: a full disk needs the right to mount a small one");
        return new SmallDisk(folder);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // There is no mount command.
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", folder.toString());
        Files.delete(folder);
    }
}
