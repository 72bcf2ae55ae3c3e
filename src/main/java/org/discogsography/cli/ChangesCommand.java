package org.discogsography.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.settings.Settings;
import org.discogsography.table.Change;
import org.discogsography.table.TableChanges;
import org.discogsography.table.TableServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a version has added, changed and removed, a line for each record, in the order in which it was stored. */
@Command(name = "changes", description = "Prints the records that a version has added, changed and removed.")
final class ChangesCommand implements Callable<Integer> {

    /** How the changes are printed. */
    static final class Format extends Choice {

        Format() {
            super("format", List.of("csv", "ndjson"));
        }
    }

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "<version>", description = "The version, 20260801 for example.")
    String version;

    @Option(
            names = "--type",
            paramLabel = "<type>",
            converter = TypeName.class,
            completionCandidates = TypeName.class,
            description = "Their type: ${COMPLETION-CANDIDATES}. Without it: all.")
    String type;

    @Option(
            names = "--format",
            paramLabel = "<format>",
            converter = Format.class,
            completionCandidates = Format.class,
            defaultValue = "csv",
            description = "${COMPLETION-CANDIDATES}. Without it: ${DEFAULT-VALUE}.")
    String format;

    @Override
    public Integer call() {
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter err = spec.commandLine().getErr();
        try (HikariDataSource pool = LoadStores.pool(settings)) {
            return print(new TableChanges(pool), err);
        } catch (Exception e) {
            err.println(TableServer.of(settings) + ": " + Reason.of(e));
            return 1;
        }
    }

    private int print(TableChanges changes, PrintWriter err) throws Exception {
        if (!changes.knows(version)) {
            err.println("There is no load of the version " + version);
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        ChangeLines lines = format.equals("csv") ? ChangeLines.csv() : ChangeLines.ndjson();
        lines.head().ifPresent(head -> out.print(head + "\n"));
        changes.read(
                version, type == null ? null : DataType.named(type).orElseThrow(), change -> print(change, lines, out));
        return out.checkError() ? 1 : 0;
    }

    /** Returns whether somebody still reads. */
    private static boolean print(Change change, ChangeLines lines, PrintWriter out) throws IOException {
        out.print(lines.line(change) + "\n");
        return change.seq() % 1_000 != 0 || !out.checkError();
    }
}
