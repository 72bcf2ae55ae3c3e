package org.discogsography.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.Topology;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a table of the loads of the stores. */
@Command(
        name = "loads",
        description = "Lists what has been loaded into the stores, and whether it is complete.",
        subcommands = AcceptLoadCommand.class)
final class LoadsCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Backlog.Waiting> waiting = waiting(settings);
        var table = new LoadTable();
        int exitCode = 0;
        for (LoadStores.Source source : LoadStores.of(settings)) {
            try (LoadStores.Open store = source.open()) {
                table.add(source.service(), store.loads().loads(), waiting);
            } catch (Exception e) {
                err.println(source.address() + ": " + Reason.of(e));
                exitCode = 1;
            }
        }
        if (waiting.isEmpty()) {
            err.println("RabbitMQ does not say how many dead letters there are");
        }
        table.printTo(spec.commandLine().getOut());
        return exitCode;
    }

    private static Optional<Backlog.Waiting> waiting(Settings settings) {
        Topology topology = Topology.of(settings);
        try (BrokerConnections connections = BrokerConnections.of(settings, topology, "discogsography loads")) {
            return new Backlog(connections.shared(), topology).waiting();
        }
    }
}
