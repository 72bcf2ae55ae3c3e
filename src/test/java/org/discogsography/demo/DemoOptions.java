package org.discogsography.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;

/**
 * What the demo was asked for. Maven checks it in its own JVM first ({@link #main}), for then a mistake is one line and exit code 2.
 *
 * @param root folder of the dump; null: a sample is generated
 * @param records of the sample, about
 * @param outage the server to be interrupted; null: none
 * @param keep whether everything runs on afterwards
 */
record DemoOptions(Path root, long records, Outage.Server outage, int months, boolean keep) {

    private static final long MOST_RECORDS = 100_000_000;

    /** A value that an option cannot have; the message names both. */
    static final class InvalidOptionException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidOptionException(String message) {
            super(message);
        }
    }

    /** Ends the JVM with 2 if an option is invalid. */
    public static void main(String[] arguments) {
        try {
            of(System::getProperty);
        } catch (InvalidOptionException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }

    /** @param property of a name, null if it is not set */
    static DemoOptions of(UnaryOperator<String> property) throws InvalidOptionException {
        Path root = root(text(property, "demo.root"));
        int months = (int) number("months", text(property, "demo.months"), 1, 12);
        String outage = text(property, "demo.outage");
        if (months > 1 && root != null) {
            throw new InvalidOptionException("-Dmonths generates its dumps: it cannot be combined with -Ddiscogs.root");
        }
        if (months > 1 && !outage.isEmpty()) {
            throw new InvalidOptionException("-Dmonths cannot be combined with -Doutage");
        }
        return new DemoOptions(
                root,
                number("records", text(property, "demo.records"), 5_000, MOST_RECORDS),
                outage.isEmpty() ? null : server(outage),
                months,
                !text(property, "demo.keep").matches("|false"));
    }

    private static String text(UnaryOperator<String> property, String name) {
        String value = property.apply(name);
        return value == null ? "" : value.strip();
    }

    private static Path root(String folder) throws InvalidOptionException {
        if (folder.isEmpty()) {
            return null;
        }
        try {
            return DumpFolder.scan(Path.of(folder)).path();
        } catch (DumpException | InvalidPathException e) {
            throw new InvalidOptionException("-Ddiscogs.root: " + e.getMessage());
        }
    }

    private static long number(String option, String value, long byDefault, long most) throws InvalidOptionException {
        if (value.isEmpty()) {
            return byDefault;
        }
        if (value.matches("[0-9]{1,9}") && Long.parseLong(value) >= 1 && Long.parseLong(value) <= most) {
            return Long.parseLong(value);
        }
        throw new InvalidOptionException("-D" + option + " is a number from 1 to " + most + ", not '" + value + "'");
    }

    private static Outage.Server server(String name) throws InvalidOptionException {
        for (Outage.Server server : Outage.Server.values()) {
            if (server.name().equalsIgnoreCase(name)) {
                return server;
            }
        }
        throw new InvalidOptionException("-Doutage is postgresql, neo4j or rabbitmq, not '" + name + "'");
    }
}
