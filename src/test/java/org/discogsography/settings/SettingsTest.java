package org.discogsography.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Settings settings = new Settings(context);

    private void set(Setting setting, String value) {
        context.getPropertiesComponent().addOverrideProperty(setting.property(), value);
    }

    @ParameterizedTest
    @EnumSource
    void a_setting_is_called_in_the_code_like_its_environment_variable(Setting setting) {
        assertThat(setting.property().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .isEqualTo(setting.name())
                .isEqualTo(setting.variable());
    }

    @Test
    void text_is_trimmed() {
        set(Setting.NEO4J_USERNAME, " a b ");

        assertThat(settings.text(Setting.NEO4J_USERNAME)).isEqualTo("a b");
    }

    @Test
    void a_setting_that_is_missing_is_named() {
        var empty = new Settings(new DefaultCamelContext());

        assertThatThrownBy(() -> empty.text(Setting.DASHBOARD_TOKEN)).hasMessageContaining("dashboard.token");
    }

    @Test
    void numbers_and_times_are_read_in_the_unit_that_the_setting_declares() {
        set(Setting.BREAKER_FAILURES, "1");
        set(Setting.BREAKER_OPEN_FOR, "30");
        set(Setting.RETRY_DELAY, "1500");
        set(Setting.RETRY_JITTER, "0.25");

        assertThat(settings.number(Setting.BREAKER_FAILURES)).isEqualTo(1);
        assertThat(settings.duration(Setting.BREAKER_OPEN_FOR)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.duration(Setting.RETRY_DELAY)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(settings.decimal(Setting.RETRY_JITTER)).isEqualTo(0.25);
    }

    @Test
    void what_is_not_a_time_is_not_read_as_one() {
        set(Setting.BREAKER_FAILURES, "1");

        assertThatThrownBy(() -> settings.duration(Setting.BREAKER_FAILURES)).hasMessageContaining("breaker.failures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "ten", "10s", "3601", "99999999999"})
    void an_invalid_value_is_refused_by_whoever_reads_it(String value) {
        set(Setting.AMQP_TIMEOUT, value);

        assertThatThrownBy(() -> settings.duration(Setting.AMQP_TIMEOUT))
                .isInstanceOf(SettingException.class)
                .hasMessage("amqp.timeout must be a whole number of seconds from 1 to 3600, it is '" + value + "'");
    }

    @Test
    void a_refused_secret_is_not_repeated() {
        set(Setting.DASHBOARD_TOKEN, "hunter2");

        assertThatThrownBy(() -> settings.text(Setting.DASHBOARD_TOKEN))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("dashboard.token")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void a_flag_is_true_or_false_and_nothing_else() {
        set(Setting.ROUTES_RELOAD, "true");
        assertThat(settings.flag(Setting.ROUTES_RELOAD)).isTrue();
        set(Setting.ROUTES_RELOAD, "false");
        assertThat(settings.flag(Setting.ROUTES_RELOAD)).isFalse();
        set(Setting.ROUTES_RELOAD, "yes");
        assertThatThrownBy(() -> settings.flag(Setting.ROUTES_RELOAD))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("routes.reload");
    }
}
