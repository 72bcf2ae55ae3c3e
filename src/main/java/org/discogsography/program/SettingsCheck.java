package org.discogsography.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.dump.FileReason;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.settings.UnknownNames;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.tls.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses invalid values and unknown names of settings before anything else begins. */
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
     * @throws SettingException naming the first that is invalid
     */
    static void check(Settings settings) {
        settings.check();
        AmqpAddress address = AmqpAddress.parse(settings.text(Setting.AMQP_CONNECTION));
        if (!TlsFiles.ofBroker(settings).isEmpty() && !address.tls()) {
            throw new SettingException(Setting.AMQP_TLS_CA + " or " + Setting.AMQP_TLS_CERTIFICATE + " is set, but "
                    + Setting.AMQP_CONNECTION + " does not begin with amqps://");
        }
        PostgresAddress.parse(settings.text(Setting.POSTGRES_ADDRESS));
        PostgresTls.of(settings);
        Neo4jSettings.of(settings);
    }

    /**
     * Checks the names: in the working directory's file, in the environment and among the JVM's properties.
     *
     * @throws SettingException naming the first unknown one of the file, or a secret that the command line shows
     */
    static void checkNames(Path folder, Map<String, String> environment, Properties jvm) {
        UnknownNames.refuse(file(folder).stringPropertyNames());
        UnknownNames.slips(environment.keySet()).forEach(LOG::warn);
        for (Setting setting : Setting.values()) {
            if (setting.isSecret() && jvm.getProperty(setting.property()) != null) {
                throw new SettingException(setting + " must not be given with -D, where every user of the machine can"
                        + " read it: use the environment variable " + setting.variable() + ", or name a file in "
                        + SecretFiles.variable(setting));
            }
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
        } catch (IOException e) {
            throw new SettingException(
                    file.toAbsolutePath() + " cannot be read as properties (" + FileReason.of(e) + ")", e);
        } catch (IllegalArgumentException e) {
            // Its own message may repeat a line, and so a password.
            throw new SettingException(
                    file.toAbsolutePath()
                            + " cannot be read as properties (a \\u is not followed by four hexadecimal digits)",
                    e);
        }
    }
}
