package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a table of the dead letters of a service. */
@Command(name = "dead-letters", description = "Lists the messages that a service has set aside.")
final class DeadLettersCommand extends DeadLetterCommand {

    /** Of each queue. */
    private static final int MOST = 1_000;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "<type>",
            converter = TypeName.class,
            completionCandidates = TypeName.class,
            description = "Their type: ${COMPLETION-CANDIDATES}. Default: all.")
    String type;

    @Override
    void run(DeadLetterQueues queues, PrintWriter out) throws IOException {
        List<DataType> types = type == null
                ? List.of(DataType.values())
                : List.of(DataType.named(type).orElseThrow());
        var table = new DeadLetterTable();
        for (DataType each : types) {
            var source = new ConsumerQueue(service, each);
            table.add(source, queues.of(source).contents(MOST));
        }
        table.printTo(out);
    }
}
