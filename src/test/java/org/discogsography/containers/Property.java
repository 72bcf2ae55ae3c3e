package org.discogsography.containers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.discogsography.settings.SecretFiles;
import org.discogsography.settings.Setting;

/** A property of the program, found by the environment variable that sets it. */
record Property(String name, String value) {

    static Map<String, Property> byVariable() throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(reader);
        }
        Map<String, Property> byVariable = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            byVariable.put(variable(name), new Property(name, properties.getProperty(name)));
        }
        Arrays.stream(Setting.values())
                .filter(Setting::isSecret)
                .forEach(secret -> byVariable.put(SecretFiles.variable(secret), new Property(secret.property(), "")));
        return byVariable;
    }

    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The port of a service that runs alone. */
    static int port(String service) throws IOException {
        return Integer.parseInt(byVariable().get(variable(service + ".port")).value());
    }
}
