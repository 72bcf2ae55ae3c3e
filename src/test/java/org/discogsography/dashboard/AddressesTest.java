package org.discogsography.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.dashboard.Addresses.Address;
import org.discogsography.settings.Settings;
import org.junit.jupiter.api.Test;

class AddressesTest {

    private static Addresses of(String services) {
        var properties = new Properties();
        properties.put(Addresses.SETTING.property(), services);
        for (int i = 0; i < Addresses.SERVICES.size(); i++) {
            properties.put(Addresses.SERVICES.get(i) + ".port", Integer.toString(8000 + i));
        }
        var context = new DefaultCamelContext(false);
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.build();
        return Addresses.of(new Settings(context));
    }

    @Test
    void a_service_is_guessed_by_its_port_or_its_hosts_name() {
        assertThat(of("http://127.0.0.1:8001, https://tableinator/,http://[::1]:8004,http://10.0.0.7:9999")
                        .all())
                .containsExactly(
                        new Address("http://127.0.0.1:8001", "graphinator"),
                        new Address("https://tableinator", "tableinator"),
                        new Address("http://[::1]:8004", "discovery"),
                        new Address("http://10.0.0.7:9999", "10.0.0.7:9999"));
    }

    @Test
    void none_named_is_none_and_a_port_that_only_the_service_knows_is_left_out() {
        assertThat(of("").all()).isEmpty();
        assertThat(of("http://127.0.0.1:0").all()).isEmpty();
    }
}
