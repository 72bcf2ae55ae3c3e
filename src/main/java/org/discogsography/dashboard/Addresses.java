package org.discogsography.dashboard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
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

    /** @throws SettingException if one is not an address; the message names it */
    static Addresses of(Settings settings) {
        List<Address> all = new ArrayList<>();
        for (String text : settings.text(SETTING).split(",", -1)) {
            if (!text.isBlank()) {
                URI uri = parse(text.strip());
                // With port 0 the service chooses a free port, which nobody else knows.
                if (uri.getPort() != 0) {
                    all.add(new Address(uri.getScheme() + "://" + uri.getRawAuthority(), guess(uri, settings)));
                }
            }
        }
        return new Addresses(List.copyOf(all));
    }

    private static URI parse(String text) {
        try {
            var uri = new URI(text);
            boolean isBare = !uri.isOpaque()
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            if (isBare && uri.getHost() != null && isHttp(uri) && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, with the name of the property.
        }
        throw new SettingException(SETTING + " must be addresses like http://127.0.0.1:8001, separated by commas, not '"
                + text.replaceFirst("//[^/@]*@", "//…@") + "'");
    }

    private static boolean isHttp(URI uri) {
        return uri.getScheme() != null
                && List.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT));
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
