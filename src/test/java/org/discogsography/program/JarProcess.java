package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The jar as a process of its own, which knows nothing of this machine's environment but its path. Ends when closed. */
public final class JarProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private JarProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What is to run, and how; to be varied step by step. */
    public record Call(Path folder, List<String> jvm, List<String> services, Map<String, String> environment) {

        private static final List<String> SERVICES =
                List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery");

        /** MBeans of each step of a route would take a tenth of the CPU time of a start. */
        private static final Map<String, String> FEW_MBEANS =
                Map.of("CAMEL_MAIN_JMX_MANAGEMENT_M_BEANS_LEVEL", "RoutesOnly");

        /** Services, as the command line names them, with {@code folder} as the working directory. */
        public static Call of(Path folder, String... services) {
            Map<String, String> environment = anyPort();
            environment.putAll(FEW_MBEANS);
            return new Call(folder, quickStart(), List.of(services), environment);
        }

        /** With all MBeans, as users run it. */
        public Call withAllMBeans() {
            Call call = this;
            for (String variable : FEW_MBEANS.keySet()) {
                call = call.without(variable);
            }
            return call;
        }

        /** Most tests are over before a better compiler has paid. */
        private static List<String> quickStart() {
            return List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=240m",
                    "-XX:+UseSerialGC",
                    "-XX:MetaspaceSize=128m",
                    ClassDataArchive.option(jar()),
                    "-Xmx512m");
        }

        /** With these options for the JVM in place of the usual ones, which let it start quickly. */
        public Call jvm(String... options) {
            return new Call(folder, List.of(options), services, environment);
        }

        /** With these options for the JVM besides the usual ones. */
        public Call jvmToo(String... options) {
            List<String> all = new ArrayList<>(jvm);
            all.addAll(List.of(options));
            return new Call(folder, all, services, environment);
        }

        /** With one more environment variable. */
        public Call with(String variable, String value) {
            Map<String, String> more = new TreeMap<>(environment);
            more.put(variable, value);
            return new Call(folder, jvm, services, more);
        }

        /** Without a variable. */
        public Call without(String variable) {
            Map<String, String> less = new TreeMap<>(environment);
            less.remove(variable);
            return new Call(folder, jvm, services, less);
        }

        /** With properties, as environment variables. */
        public Call with(Map<String, String> properties) {
            Call call = this;
            for (var property : properties.entrySet()) {
                call = call.with(variable(property.getKey()), property.getValue());
            }
            return call;
        }

        private static String variable(String property) {
            return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }

        /** Starts it. */
        public JarProcess start() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvm);
            command.addAll(List.of("-jar", jar().toString()));
            command.addAll(services);
            try {
                Path out = Files.createTempFile(folder, "out", ".txt");
                Path err = Files.createTempFile(folder, "err", ".txt");
                var builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().clear();
                builder.environment().put("PATH", System.getenv("PATH"));
                builder.environment().putAll(environment);
                return new JarProcess(builder.start(), out, err);
            } catch (IOException e) {
                throw new UncheckedIOException("Not started: " + command, e);
            }
        }
    }

    /** Variables with which every service takes ports that are free. */
    static Map<String, String> anyPort() {
        Map<String, String> anyPort = new TreeMap<>();
        anyPort.put("EXTRACTOR_SETTLE_TIME", "0"); // dumps are there as a whole
        for (String service : Call.SERVICES) {
            anyPort.put(Call.variable(service + ".port"), "0");
            anyPort.put(Call.variable(service + ".management-port"), "0");
        }
        return anyPort;
    }

    /** The packaged program. */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("discogsography.jar", "target/discogsography.jar"))
                .toAbsolutePath();
        assertThat(jar).as("made by mvn package").exists();
        return jar;
    }

    /** Waits for its end; its exit code. */
    public int exitCode(Duration patience) {
        try {
            assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended by itself; it said:%n%s", this)
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The CPU time that it has used so far. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Asks it to end, as an operator or a container engine does. */
    public void terminate() {
        process.destroy();
    }

    /** What it has printed so far. */
    public String out() {
        return read(out);
    }

    /** What it has printed on its error output so far. */
    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both of its outputs. */
    @Override
    public String toString() {
        return out() + err();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode(Duration.ofMinutes(1));
    }
}
