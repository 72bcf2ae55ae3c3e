package org.discogsography.program;

import java.util.Locale;
import org.apache.camel.PropertyBindingException;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;

/** Finds the setting that is the reason for an exception of Camel's start. */
public final class InvalidSetting {

    private InvalidSetting() {}

    /** The setting that was refused; null if the start failed for another reason. */
    public static SettingException causeOf(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException refused) {
                return refused;
            }
            // Camel's own properties: it wraps from the inside out, so the outermost names the property as it was set.
            if (cause instanceof PropertyBindingException refused && refused.getOptionKey() != null) {
                return of(name(refused), refused.getValue());
            }
        }
        return null;
    }

    /** As application.properties has it: from the environment Camel has it as {@code camel.main.} and {@code shutdownTimeout}. */
    private static String name(PropertyBindingException refused) {
        String name = refused.getOptionPrefix() + "." + refused.getOptionKey();
        return name.replace("..", ".").replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Without the value unless the setting is one of ours: it might be a secret. */
    private static SettingException of(String name, Object value) {
        return new SettingException(Setting.named(name)
                .map(setting -> name + " must be " + setting.rule().accepted() + ", it is '" + value + "'")
                .orElse(name + ": Camel knows no such property, or does not take its value"));
    }
}
