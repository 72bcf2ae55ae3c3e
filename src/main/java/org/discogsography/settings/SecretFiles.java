package org.discogsography.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.dump.FileReason;

/** Secrets that come as files, as container engines provide them: the variable's name with {@code _FILE} appended. */
public final class SecretFiles {

    private SecretFiles() {}

    /**
     * The properties whose values are in files that the environment names.
     *
     * @throws SettingException naming the variable whose file cannot be read, or that is set twice
     */
    public static Map<String, String> read(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        for (Setting setting : Setting.values()) {
            String file = setting.isSecret() ? environment.get(variable(setting)) : null;
            if (file != null && !file.isBlank()) {
                if (environment.containsKey(setting.variable())) {
                    throw new SettingException("Both " + setting.variable() + " and " + variable(setting)
                            + " are set, only one of them may be");
                }
                properties.put(setting.property(), literally(text(setting, file)));
            }
        }
        return properties;
    }

    /** The environment variable that names the file of a secret. */
    public static String variable(Setting secret) {
        return secret.variable() + "_FILE";
    }

    private static String text(Setting setting, String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (InvalidPathException e) {
            throw new SettingException(variable(setting) + " is not a path: " + file, e);
        } catch (CharacterCodingException e) {
            throw new SettingException(variable(setting) + " names a file that is not text in UTF-8: " + file, e);
        } catch (IOException e) {
            throw new SettingException(
                    variable(setting) + " names a file that cannot be read (" + FileReason.of(e) + ")", e);
        }
    }

    /** For Camel, which takes what stands in two braces for another property. */
    private static String literally(String text) {
        return text.replace("{{", "\\{{").replace("}}", "\\}}");
    }
}
