package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.DumpInspection;
import org.discogsography.extractor.DumpInspection.Inspected;
import org.discogsography.extractor.download.ByteCount;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a table of the dumps in the folder. */
@Command(
        name = "dumps",
        description = "Lists the dumps in the folder, which of them are whole, and which have been published.")
final class DumpsCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            var inspection = DumpInspection.of(settings, () -> false);
            List<List<String>> rows = new ArrayList<>(List.of(head()));
            for (DumpFolder dump : DumpFolder.versions(Path.of(settings.text(Setting.DISCOGS_ROOT)))) {
                if (DownloadDisplay.isTerminal()) {
                    err.println("comparing the dump of " + dump.version() + " with its checksums");
                }
                rows.add(row(inspection.inspect(dump)));
            }
            print(rows, out);
            return 0;
        } catch (DumpException e) {
            err.println("DISCOGS_ROOT (discogs.root): " + e.getMessage());
        } catch (IOException e) {
            err.println("The dumps cannot be read: " + Reason.of(e));
        }
        return 1;
    }

    private static List<String> head() {
        List<String> head = new ArrayList<>(List.of("version"));
        for (DataType type : DataType.values()) {
            head.add(type.plural());
        }
        head.addAll(List.of("whole", "published"));
        return head;
    }

    private static List<String> row(Inspected dump) {
        List<String> row = new ArrayList<>(List.of(dump.dump().version()));
        for (DataType type : DataType.values()) {
            row.add(dump.dump().files().stream()
                    .filter(file -> file.type() == type)
                    .findFirst()
                    .map(file -> ByteCount.text(file.path().toFile().length()))
                    .orElse("-"));
        }
        row.add(whole(dump));
        row.add(dump.published());
        return row;
    }

    private static String whole(Inspected dump) {
        return switch (dump.state()) {
            case VERIFIED -> "yes";
            case UNVERIFIED -> "yes, without checksums";
            case INCOMPLETE, DAMAGED -> "no, " + dump.problem();
        };
    }

    private static void print(List<List<String>> rows, PrintWriter out) {
        String format = IntStream.range(0, rows.get(0).size())
                .mapToObj(column -> "%-"
                        + rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(1)
                        + "s")
                .collect(Collectors.joining("  "));
        rows.forEach(row -> out.println(format.formatted(row.toArray()).stripTrailing()));
    }
}
