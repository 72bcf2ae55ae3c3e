package org.discogsography;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.Topology;
import org.discogsography.broker.deadletters.DeadLetterQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import org.discogsography.settings.SettingException;

/** What the command line can ask for beside running services: something to be done now, once. */
sealed interface Command {

    /**
     * Does it.
     *
     * @throws IOException where the broker fails
     * @throws PublishException where the broker does not confirm
     */
    void run(DeadLetterQueues queues, PrintStream out) throws IOException, PublishException;

    /** What each takes, and what it does. */
    enum Form {
        DEAD_LETTERS("dead-letters", "[type]", "lists the messages that a service has set aside"),
        REPLAY("replay", "<type> [id ...]", "sends them, or those with these ids, back to the service");

        private final String word;
        private final String parameters;
        private final String description;

        Form(String word, String parameters, String description) {
            this.word = word;
            this.parameters = parameters;
            this.description = description;
        }

        String description() {
            return description;
        }

        /** With its parameters by name. */
        @Override
        public String toString() {
            return word + " <service> " + parameters;
        }

        private SettingException refused(String what) {
            return new SettingException(what + ": " + this + ", where the service is one of "
                    + String.join(", ", Topology.CONSUMERS) + " and the type one of "
                    + Arrays.stream(DataType.values()).map(DataType::plural).collect(Collectors.joining(", ")));
        }
    }

    /**
     * The command that the words are; empty where they are not one.
     *
     * @throws SettingException saying what the command takes, where the words after it are something else
     */
    static Optional<Command> in(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return Arrays.stream(Form.values())
                .filter(form -> form.word.equals(words.get(0)))
                .findFirst()
                .map(form -> of(form, words.subList(1, words.size())));
    }

    private static Command of(Form form, List<String> parameters) {
        int least = form == Form.REPLAY ? 2 : 1;
        if (parameters.size() < least) {
            throw form.refused("Too few words");
        }
        String service = parameters.get(0);
        if (!Topology.CONSUMERS.contains(service)) {
            throw form.refused("Unknown service '" + service + "'");
        }
        List<DataType> types = parameters.size() == 1
                ? List.of(DataType.values())
                : List.of(DataType.named(parameters.get(1))
                        .orElseThrow(() -> form.refused("Unknown type '" + parameters.get(1) + "'")));
        if (form == Form.REPLAY) {
            return new Replay(
                    new ConsumerQueue(service, types.get(0)), Set.copyOf(parameters.subList(2, parameters.size())));
        }
        if (parameters.size() > 2) {
            throw form.refused("Too many words");
        }
        return new ListDeadLetters(
                types.stream().map(type -> new ConsumerQueue(service, type)).toList());
    }

    /**
     * Sends dead letters back to the queue that they came from.
     *
     * @param ids those of the letters; empty: all
     */
    record Replay(ConsumerQueue source, Set<String> ids) implements Command {

        @Override
        public void run(DeadLetterQueues queues, PrintStream out) throws IOException, PublishException {
            DeadLetterQueue queue = queues.of(source);
            var replay = ids.isEmpty() ? queue.replayAll() : queue.replay(ids);
            out.printf(
                    "replayed %d of %d dead letters of %s, %d left%n",
                    replay.replayed(), replay.found(), source, replay.left());
        }
    }

    /** Prints a table of the dead letters of these queues. */
    record ListDeadLetters(List<ConsumerQueue> sources) implements Command {

        /** Of each queue. */
        private static final int MOST = 1_000;

        @Override
        public void run(DeadLetterQueues queues, PrintStream out) throws IOException {
            var table = new DeadLetterTable();
            for (ConsumerQueue source : sources) {
                table.add(source, queues.of(source).contents(MOST));
            }
            table.printTo(out);
        }
    }
}
