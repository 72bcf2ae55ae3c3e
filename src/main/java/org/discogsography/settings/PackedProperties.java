package org.discogsography.settings;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The defaults of all settings: {@code application.properties} as it is packed into the jar. */
public final class PackedProperties {

    private PackedProperties() {}

    public static Properties read() {
        try (InputStream input = PackedProperties.class.getResourceAsStream("/application.properties")) {
            var properties = new Properties();
            properties.load(input);
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException("The jar's own application.properties cannot be read", e);
        }
    }

    /** The default of a setting, without white space at its ends; it may refer to another property in braces. */
    public static String value(Setting setting) {
        return read().getProperty(setting.property()).strip();
    }
}
