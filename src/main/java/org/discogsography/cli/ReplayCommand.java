package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends dead letters back to the queue that they came from. */
@Command(name = "replay", description = "Sends the messages that a service has set aside back to it.")
final class ReplayCommand extends DeadLetterCommand {

    @Parameters(
            index = "1",
            paramLabel = "<type>",
            converter = TypeName.class,
            completionCandidates = TypeName.class,
            description = "Their type: ${COMPLETION-CANDIDATES}.")
    String type;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "<id>",
            description = "The ids of their records. Default: all.")
    List<String> ids = new ArrayList<>();

    @Override
    void run(DeadLetterQueues queues, PrintWriter out) throws IOException, PublishException {
        var source = new ConsumerQueue(service, DataType.named(type).orElseThrow());
        DeadLetterQueue queue = queues.of(source);
        var replay = ids.isEmpty() ? queue.replayAll() : queue.replay(Set.copyOf(ids));
        out.printf(
                "replayed %d of %d dead letters of %s, %d left%n",
                replay.replayed(), replay.found(), source, replay.left());
    }
}
