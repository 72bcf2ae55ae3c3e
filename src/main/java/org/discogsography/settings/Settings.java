package org.discogsography.settings;

import java.time.Duration;
import org.apache.camel.CamelContext;

/**
 * The values of all settings, as {@code application.properties} and the environment have them. Every method
 * throws a {@link SettingException} that names the setting if its value is missing or invalid.
 */
public record Settings(CamelContext context) {

    /**
     * Checks every setting, also those of services that do not run here: a mistake shows now, not on the day on which another
     * service starts with the same file.
     *
     * @throws SettingException naming the first that is invalid, with what it takes
     */
    public void check() {
        for (Setting setting : Setting.values()) {
            text(setting);
        }
        SettingPairs.check(this);
    }

    /** The value as it stands there, without white space at its ends. */
    public String text(Setting setting) {
        String value = value(setting.property());
        setting.check(value);
        return value;
    }

    public int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    public double decimal(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    public boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting));
    }

    /** A time, in the unit that the setting declares. */
    public Duration duration(Setting setting) {
        if (!(setting.rule() instanceof Rule.Time time)) {
            throw new IllegalArgumentException(setting + " is not a duration");
        }
        long value = number(setting);
        return switch (time.unit()) {
            case SECONDS -> Duration.ofSeconds(value);
            case MILLISECONDS -> Duration.ofMillis(value);
        };
    }

    private String value(String property) {
        try {
            return context.resolvePropertyPlaceholders("{{" + property + "}}").trim();
        } catch (IllegalArgumentException e) {
            // Camel's own exception repeats the value, which may be a password; so it is not the cause of this one
            // either.
            throw new SettingException(property
                    + " is not set, or its value refers, with {{...}}, to a property that is not set;"
                    + " write \\{{ and \\}} for braces that mean themselves");
        }
    }
}
