package org.discogsography.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Secrets that come as files, as container engines hand them out: the variable's name with {@code _FILE} appended. */
public final class SecretFiles {

    /** Every property that is, or holds, a secret. */
    public static final List<String> SECRETS = List.of(
            "amqp.connection",
            "neo4j.username",
            "neo4j.password",
            "postgres.username",
            "postgres.password",
            "dashboard.token",
            "management.username",
            "management.password");

    private SecretFiles() {}

    /**
     * The properties whose values stand in files that the environment names.
     *
     * @throws SettingException naming the variable whose file cannot be read, or that is set twice
     */
    public static Map<String, String> read(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        for (String property : SECRETS) {
            String variable = property.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
            String file = environment.get(variable + "_FILE");
            if (file == null || file.isBlank()) {
                continue;
            }
            if (environment.containsKey(variable)) {
                throw new SettingException(
                        "Both " + variable + " and " + variable + "_FILE are set, only one of them may be");
            }
            try {
                properties.put(
                        property,
                        literally(Files.readString(Path.of(file), StandardCharsets.UTF_8)
                                .strip()));
            } catch (IOException | InvalidPathException e) {
                throw new SettingException(variable + "_FILE names a file that cannot be read: " + file, e);
            }
        }
        return properties;
    }

    /** For Camel, which takes what stands in two braces for another property. */
    private static String literally(String text) {
        return text.replace("{{", "\\{{").replace("}}", "\\}}");
    }
}
