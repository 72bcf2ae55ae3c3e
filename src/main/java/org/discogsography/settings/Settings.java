package org.discogsography.settings;

import java.time.Duration;
import org.apache.camel.CamelContext;

/** Reads the values of {@code application.properties} for beans that routes do not configure themselves. */
public record Settings(CamelContext context) {

    /**
     * The value of a property.
     *
     * @throws SettingException where there is none, or where it refers to another that there is not
     */
    public String text(String name) {
        try {
            return context.resolvePropertyPlaceholders("{{" + name + "}}").trim();
        } catch (IllegalArgumentException e) {
            // Camel's own exception repeats the value, which may be a password; so it is not the cause of this one
            // either.
            throw new SettingException(
                    name + " is not set, or its value refers, with {{...}}, to a property that is not;"
                            + " a {{ that means itself is written \\{{, and a }} as \\}}");
        }
    }

    /**
     * A number of at least {@code least}.
     *
     * @throws SettingException naming the property where it is anything else
     */
    public int number(String name, int least) {
        String text = text(name);
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, in words that name the property.
        }
        throw new SettingException(name + " must be a whole number, " + least + " or more, it is '" + text + "'");
    }

    /**
     * A number within limits, both included.
     *
     * @throws SettingException naming the property where it is anything else
     */
    public int number(String name, int least, int most) {
        int value = number(name, least);
        if (value > most) {
            throw new SettingException(
                    name + " must be a whole number from " + least + " to " + most + ", it is '" + value + "'");
        }
        return value;
    }

    /**
     * A decimal number within limits, both included.
     *
     * @throws SettingException naming the property where it is anything else
     */
    public double decimal(String name, double least, double most) {
        String text = text(name);
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, in words that name the property.
        }
        throw new SettingException(name + " must be a number from " + least + " to " + most + ", it is '" + text + "'");
    }

    /** A time given in whole seconds, at least one. */
    public Duration seconds(String name) {
        return Duration.ofSeconds(number(name, 1));
    }

    /**
     * Whether a property is true.
     *
     * @throws SettingException where it is neither true nor false
     */
    public boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingException(name + " must be true or false, it is '" + text(name) + "'");
        };
    }
}
