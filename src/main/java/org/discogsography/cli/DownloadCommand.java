package org.discogsography.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.discogsography.extractor.DownloadOnce;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.program.ProgramVersion;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads a dump and says how far it is. */
@Command(name = "download", description = "Downloads a dump from Discogs, and verifies it.")
final class DownloadCommand implements Callable<Integer> {

    /** For the last step to be left and what is not whole to be removed. */
    private static final long SECONDS_TO_STOP = 5;

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "<version>",
            description = "Its date, such as 20260801. Without it: the newest that is whole.")
    String version;

    @Override
    public Integer call() throws Exception {
        if (version != null && !version.matches("[0-9]{8}")) {
            throw new ParameterException(spec.commandLine(), "'" + version + "' is no version such as 20260801");
        }
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter out = spec.commandLine().getOut();
        var stopping = new AtomicBoolean();
        var ended = new CountDownLatch(1);
        var hook = new Thread(() -> stop(stopping, ended));
        Runtime.getRuntime().addShutdownHook(hook);
        var timeline = new Timeline();
        var once = new DownloadOnce(settings, ProgramVersion.current(), stopping::get, timeline);
        String folder = settings.text(Setting.DISCOGS_ROOT);
        if (version != null && once.isHere(version)) {
            ended.countDown();
            out.println("the dump of " + version + " is in " + folder + ", whole and verified");
            return 0;
        }
        try (var display = new DownloadDisplay(out, timeline)) {
            Optional<String> failure = once.run(Optional.ofNullable(version), display::show);
            ended.countDown();
            if (failure.isEmpty()) {
                display.finish("the dump of " + display.version() + " is in " + folder + ", whole and verified");
                return 0;
            }
            display.finish(null);
            spec.commandLine().getErr().println(failure.get());
        } catch (Exception e) {
            ended.countDown();
            spec.commandLine().getErr().println("The download failed: " + Reason.of(e));
        }
        return 1;
    }

    /** What has come of a file is of no use: the host cannot continue it. */
    private static void stop(AtomicBoolean stopping, CountDownLatch ended) {
        stopping.set(true);
        try {
            boolean unused = ended.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
