package org.discogsography.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.outage.Reason;
import org.discogsography.program.Launcher;
import org.discogsography.settings.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command on the dead letters of a service. It prints its result and nothing else. */
abstract class DeadLetterCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "<service>",
            converter = ConsumerName.class,
            completionCandidates = ConsumerName.class,
            description = "The service that set them aside: ${COMPLETION-CANDIDATES}.")
    String service;

    /**
     * Does it.
     *
     * @throws IOException if the broker fails
     * @throws PublishException if the broker does not confirm
     */
    abstract void run(DeadLetterQueues queues, PrintWriter out) throws IOException, PublishException;

    @Override
    public final Integer call() {
        // Lines about connections would stand between those of the result.
        Log.silence();
        Settings settings = Launcher.settings();
        PrintWriter err = spec.commandLine().getErr();
        try (var queues = new DeadLetterQueues(settings)) {
            queues.onAlarm(reason -> err.println("RabbitMQ at " + queues.address() + ": publishing is blocked ("
                    + reason + "); waiting until the alarm ends"));
            return exitCode(queues, err);
        }
    }

    private int exitCode(DeadLetterQueues queues, PrintWriter err) {
        try {
            run(queues, spec.commandLine().getOut());
            return 0;
        } catch (Exception e) {
            // The client's own exceptions are of many kinds, checked and not.
            err.println("RabbitMQ at " + queues.address() + ": " + Reason.of(e)
                    + "; dead letters that were not replayed remain in their queue");
            return 1;
        }
    }
}
