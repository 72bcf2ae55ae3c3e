package org.discogsography.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadStore;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accepts a load with what is missing, in each store in which it is incomplete. */
@Command(
        name = "accept",
        description = "Accepts an incomplete load as it is: what is older is then removed from the store.")
final class AcceptLoadCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "<version>", description = "The version, 20260801 for example.")
    String version;

    @Parameters(
            index = "1",
            paramLabel = "<type>",
            converter = TypeName.class,
            completionCandidates = TypeName.class,
            description = "The type: ${COMPLETION-CANDIDATES}.")
    String type;

    @Override
    public Integer call() {
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter err = spec.commandLine().getErr();
        DataType accepted = DataType.named(type).orElseThrow();
        List<LoadState> states = new ArrayList<>();
        boolean hasFailed = false;
        for (LoadStores.Source source : LoadStores.of(settings)) {
            try (LoadStores.Open store = source.open()) {
                accept(source.service(), store.loads(), accepted).ifPresent(states::add);
            } catch (Exception e) {
                err.println(source.address() + ": " + Reason.of(e));
                hasFailed = true;
            }
        }
        boolean isDone = states.contains(LoadState.ACCEPTED)
                && !states.contains(LoadState.LOADING)
                && !states.contains(LoadState.INCOMPLETE);
        return isDone && !hasFailed ? 0 : 1;
    }

    /** Returns its state in this store; empty if there is no such load. */
    private Optional<LoadState> accept(String service, LoadStore store, DataType accepted) throws Exception {
        String load = accepted + " of " + version;
        if (store.accept(version, accepted)) {
            spec.commandLine()
                    .getOut()
                    .println(service + ": " + load + " accepted; " + service + " removes what is older");
            return Optional.of(LoadState.ACCEPTED);
        }
        Optional<LoadState> state = store.loads().stream()
                .filter(each -> each.type() == accepted && each.version().equals(version))
                .map(Load::state)
                .findFirst();
        String why = state.map(known -> switch (known) {
                    case LOADING -> load + " is still loading";
                    case COMPLETE -> load + " is complete";
                    case ACCEPTED -> load + " has been accepted before";
                    case INCOMPLETE -> load + " has changed meanwhile, try again";
                })
                .orElse("there is no load of " + load);
        spec.commandLine().getErr().println(service + ": " + why);
        return state;
    }
}
