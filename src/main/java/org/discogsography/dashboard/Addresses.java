package org.discogsography.dashboard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;

/** Where the processes of the system are said to answer. */
record Addresses(List<Address> all) {

    static final Setting SETTING = Setting.DASHBOARD_SERVICES;

    /** Every service that there is. */
    static final List<String> SERVICES = List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery");

    /**
     * One of them.
     *
     * @param base {@code http://host:port}
     * @param guess the service that should be there, going by its port or its host's name; else the host and the port
     */
    record Address(String base, String guess) {}

    /** @throws SettingException naming the address that is none */
    static Addresses of(Settings settings) {
        List<Address> all = new ArrayList<>();
        for (String text : settings.text(SETTING).split(",", -1)) {
            if (!text.isBlank()) {
                URI uri = parse(text.strip());
                // 0 is what a service is given that takes any port: where that is, only it knows.
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
            // Refused below, in words that name the property.
        }
        throw new SettingException(SETTING + " must be addresses like http://127.0.0.1:8001, separated by commas, and '"
                + text.replaceFirst("//[^/@]*@", "//…@") + "' is none");
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
