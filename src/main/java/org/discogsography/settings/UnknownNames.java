package org.discogsography.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds names that resemble a setting's: slips, after which a default would silently be used. */
public final class UnknownNames {

    private static final String CAMEL = "camel";

    /** Not Camel's: it refuses what it does not know, and has many more properties than those that we set. */
    private static final List<Setting> OURS = Arrays.stream(Setting.values())
            .filter(setting -> !first(setting.property()).equals(CAMEL))
            .toList();

    private static final Set<String> PROPERTIES =
            OURS.stream().map(Setting::property).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> VARIABLES =
            OURS.stream().map(Setting::variable).collect(Collectors.toUnmodifiableSet());

    /** Of PostgreSQL's image, which often shares its environment file with us. */
    private static final Set<String> OF_OTHERS =
            Set.of("POSTGRES_DB", "POSTGRES_USER", "POSTGRES_INITDB_ARGS", "POSTGRES_HOST_AUTH_METHOD");

    private UnknownNames() {}

    /**
     * Refuses the first unknown property of our file that begins like a setting. A name that begins otherwise is the user's own,
     * for a route that they have changed.
     *
     * @throws SettingException with the name that was probably meant
     */
    public static void refuse(Collection<String> properties) {
        for (String name : new TreeSet<>(properties)) {
            if (!PROPERTIES.contains(name)
                    && PROPERTIES.stream().anyMatch(ours -> first(ours).equals(first(name)))) {
                throw new SettingException("application.properties: there is no " + name
                        + NearestName.of(name, PROPERTIES)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("; names of your own must not begin with " + first(name) + "."));
            }
        }
    }

    /** A sentence for each environment variable that is probably a slip. Others use the environment too: only a near name is one. */
    public static List<String> slips(Collection<String> variables) {
        List<String> slips = new ArrayList<>();
        for (String variable : new TreeSet<>(variables)) {
            String name = variable.endsWith("_FILE") ? variable.substring(0, variable.length() - 5) : variable;
            if (beginsLikeOurs(name) && !VARIABLES.contains(name) && !OF_OTHERS.contains(name)) {
                nearest(name)
                        .ifPresent(near -> slips.add("The environment variable " + variable
                                + " is not a setting; did you mean " + near + "?"));
            }
        }
        return slips;
    }

    private static boolean beginsLikeOurs(String variable) {
        return VARIABLES.stream().anyMatch(ours -> variable.startsWith(ours.split("_", 2)[0] + "_"));
    }

    private static Optional<String> nearest(String variable) {
        return NearestName.of(variable, VARIABLES);
    }

    private static String first(String property) {
        return property.split("[.]", 2)[0];
    }
}
