package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a table of the dead letters of a service, or those of some records with their bodies. */
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

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "<id>",
            description = "The ids of records, whose dead letters are shown with their bodies.")
    List<String> ids = new ArrayList<>();

    @Override
    void run(DeadLetterQueues queues, PrintWriter out) throws IOException {
        List<DataType> types = type == null
                ? List.of(DataType.values())
                : List.of(DataType.named(type).orElseThrow());
        var table = new DeadLetterTable();
        for (DataType each : types) {
            var source = new ConsumerQueue(service, each);
            DeadLetterQueue.Contents contents = queues.of(source).contents(MOST);
            if (!ids.isEmpty()) {
                contents.deadLetters().stream()
                        .filter(letter -> ids.contains(letter.id()))
                        .forEach(table::addWithBody);
                table.addNotSearched(source, contents);
            } else {
                table.add(source, contents);
            }
        }
        table.printTo(out);
    }
}
