package org.discogsography.settings;

import java.util.List;

/**
 * The services that run in this process.
 *
 * @param names as the command line has them
 * @param end whose ports the process answers on: its only service's, or, where there are several, the dashboard's
 * @param version of the program
 */
public record RunningServices(List<String> names, String end, String version) {

    public RunningServices {
        names = List.copyOf(names);
    }
}
