package org.discogsography.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Settings settings = new Settings(context);

    private void set(String value) {
        context.getPropertiesComponent().addOverrideProperty("some.setting", value);
    }

    @Test
    void text_is_trimmed() {
        set(" a b ");

        assertThat(settings.text("some.setting")).isEqualTo("a b");
    }

    @Test
    void a_setting_that_is_missing_is_named() {
        assertThatThrownBy(() -> settings.text("another.setting")).hasMessageContaining("another.setting");
    }

    @Test
    void a_number_may_be_the_least() {
        set("1");

        assertThat(settings.number("some.setting", 1)).isEqualTo(1);
        assertThat(settings.seconds("some.setting")).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "ten", "10s", "99999999999"})
    void any_other_number_is_refused_by_the_name_of_its_setting(String value) {
        set(value);

        assertThatThrownBy(() -> settings.seconds("some.setting"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("some.setting")
                .hasMessageContaining("'" + value + "'");
    }

    @Test
    void a_flag_is_true_or_false_and_nothing_else() {
        set("true");
        assertThat(settings.flag("some.setting")).isTrue();
        set("false");
        assertThat(settings.flag("some.setting")).isFalse();
        set("yes");
        assertThatThrownBy(() -> settings.flag("some.setting"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("some.setting");
    }
}
