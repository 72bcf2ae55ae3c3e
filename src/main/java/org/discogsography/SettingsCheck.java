package org.discogsography;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.settings.KnownSettings;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.settings.UnknownNames;
import org.discogsography.table.PostgresAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses, before anything else begins, settings that make no sense, and names that are none. */
public final class SettingsCheck implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);
    private static final String FILE = "application.properties";

    @Override
    public void configure(CamelContext context) {
        check(new Settings(context));
    }

    /**
     * Checks the values.
     *
     * @throws SettingException naming the first that makes no sense
     */
    static void check(Settings settings) {
        KnownSettings.check(settings);
        AmqpAddress.parse(settings.text("amqp.connection"));
        PostgresAddress.parse(settings.text("postgres.address"));
        Neo4jSettings.of(
                settings.text("neo4j.address"), settings.text("neo4j.username"), settings.text("neo4j.password"));
    }

    /**
     * Checks the names: in the working directory's file, in the environment and among the JVM's properties.
     *
     * @throws SettingException naming the first of the file's that is none, or a secret that the command line shows
     */
    static void checkNames(Path folder, Map<String, String> environment, Properties jvm) {
        var unknown = new UnknownNames(packed().stringPropertyNames());
        unknown.refuse(file(folder).stringPropertyNames());
        unknown.slips(environment.keySet()).forEach(LOG::warn);
        for (String secret : SecretFiles.SECRETS) {
            if (jvm.getProperty(secret) != null) {
                throw new SettingException(secret + " must not be given with -D, where everybody on the machine, and "
                        + "whoever looks into the JVM, can read it: the environment variable "
                        + UnknownNames.variable(secret) + " takes it, and a file that " + UnknownNames.variable(secret)
                        + "_FILE names");
            }
        }
    }

    /** The properties as they are packed into the jar. */
    static Properties packed() {
        try (InputStream input = SettingsCheck.class.getResourceAsStream("/" + FILE)) {
            var properties = new Properties();
            properties.load(input);
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException("The jar's own " + FILE + " cannot be read", e);
        }
    }

    private static Properties file(Path folder) {
        var properties = new Properties();
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return properties;
        }
        try (InputStream input = Files.newInputStream(file)) {
            properties.load(input);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            // Its own message may repeat a line, and so a password.
            throw new SettingException(
                    file.toAbsolutePath() + " cannot be read as properties ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }
}
