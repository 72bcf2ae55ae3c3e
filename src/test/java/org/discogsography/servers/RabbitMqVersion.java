package org.discogsography.servers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The versions of RabbitMQ that tests run on, and how the programs of each are called on this machine. */
public enum RabbitMqVersion {
    /** The package of this system, or what {@value #SCRIPT_PROPERTY} names. */
    INSTALLED {
        @Override
        Path script() {
            return Path.of(System.getProperty(SCRIPT_PROPERTY, PACKAGED));
        }

        @Override
        String program(String name) {
            return script().resolveSibling(name).toString();
        }

        @Override
        List<String> command(Path folder, String... program) {
            return List.of(program);
        }

        @Override
        String howToInstall() {
            return "install the package rabbitmq-server, or name its script with -D" + SCRIPT_PROPERTY + "=<path>";
        }
    },
    /** Version 4, in the folder that {@code .ci/rabbitmq-4} makes. Only root may enter it. */
    FOUR {
        @Override
        Path script() {
            return Path.of(FOLDER + PACKAGED);
        }

        @Override
        String program(String name) {
            return Path.of(PACKAGED).resolveSibling(name).toString();
        }

        @Override
        List<String> command(Path folder, String... program) {
            // The mounts are in a namespace of their own, and are gone with the last process in it, however that ends.
            List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
            command.addAll(List.of("sh", "-c", ENTER, "sh", FOLDER, String.valueOf(folder.getParent())));
            command.addAll(List.of(program));
            return command;
        }

        @Override
        String howToInstall() {
            return "run .ci/rabbitmq-4 as root, or name its folder with the environment variable " + FOLDER_VARIABLE;
        }
    };

    /** System property with the path of RabbitMQ's own start script, for installations in another place. */
    static final String SCRIPT_PROPERTY = "rabbitmq.script";

    private static final String FOLDER_VARIABLE = "RABBITMQ_4_FOLDER";

    // Not the package's wrapper on the PATH: that one changes the user and writes to the system's folders.
    private static final String PACKAGED = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private static final String FOLDER =
            Optional.ofNullable(System.getenv(FOLDER_VARIABLE)).orElse("/var/cache/discogsography/rabbitmq-4");

    private static final String ENTER = """
            set -e
            root=$1 folder=$2
            shift 2
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            # Under the path that it has outside, which stands in the settings.
            mkdir -p "$root$folder"
            mount --bind "$folder" "$root$folder"
            exec chroot "$root" "$@"
            """;

    /** Where this machine has its start script. */
    abstract Path script();

    /** The path of one of its own programs, as {@link #command} wants it. */
    abstract String program(String name);

    /** How to call a program of this version for the node whose folder this is. */
    abstract List<String> command(Path folder, String... program);

    abstract String howToInstall();

    /** Whether one can be run here. */
    public boolean isInstalled() {
        return Files.isExecutable(script());
    }

    /** The newest that is installed here. */
    public static Optional<RabbitMqVersion> newest() {
        return Stream.of(FOUR, INSTALLED).filter(RabbitMqVersion::isInstalled).findFirst();
    }

    /** Whether a test without the RabbitMQ that it needs fails, as in a build, and is not skipped. */
    static boolean isRequired() {
        return Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")));
    }

    /** Skips the test that asks, or fails it in a build (CI=true), if this version is not installed. */
    public void require() {
        if (isInstalled()) {
            return;
        }
        String why = "this RabbitMQ is not on this machine: " + howToInstall();
        if (isRequired()) {
            fail("CI is true, and this test would be skipped: " + why);
        }
        abort("skipped: " + why);
    }
}
