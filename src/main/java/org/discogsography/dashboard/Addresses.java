package org.discogsography.dashboard;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/** The addresses of the system's processes, from the settings. */
record Addresses(List<Address> all) {

    static final Setting SETTING = Setting.DASHBOARD_SERVICES;

    /** All services, in the order in which records pass through them. */
    static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery");

    /**
     * The address of a process.
     *
     * @param base {@code http://host:port}
     * @param guess the service that is expected there, by the port or the name of the host; otherwise host and port
     */
    record Address(String base, String guess) {}

    static Addresses of(Settings settings) {
        List<Address> all = new ArrayList<>();
        for (String text : settings.text(SETTING).split(",", -1)) {
            if (!text.isBlank()) {
                URI uri = URI.create(text.strip());
                // With port 0 the service chooses a free port, which nobody else knows.
                if (uri.getPort() != 0) {
                    all.add(new Address(uri.getScheme() + "://" + uri.getRawAuthority(), guess(uri, settings)));
                }
            }
        }
        return new Addresses(List.copyOf(all));
    }

    private static String guess(URI uri, Settings settings) {
        return SERVICES.stream()
                .filter(service -> settings.text(Setting.of(service, "port")).equals(String.valueOf(uri.getPort())))
                .findFirst()
                .or(() -> SERVICES.stream().filter(uri.getHost()::equals).findFirst())
                .orElse(uri.getAuthority());
    }

    @Override
    public String toString() {
        return String.join(", ", all.stream().map(Address::base).toList());
    }
}
