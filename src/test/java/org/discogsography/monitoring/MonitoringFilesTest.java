package org.discogsography.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.discogsography.servers.Promtool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus and Grafana can read the files that the repository has for them. */
class MonitoringFilesTest {

    private static void succeeds(String... arguments) {
        var answer = Promtool.require().run(arguments);
        assertThat(answer.exitCode()).as(answer.text()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus.yml", "prometheus-localhost.yml"})
    void prometheus_accepts_its_configuration_and_the_rules(String file) {
        succeeds("check", "config", "--lint=all", "--lint-fatal", "monitoring/" + file);
    }

    @Test
    void the_rules_pass_promtools_own_check() {
        succeeds("check", "rules", "--lint=all", "--lint-fatal", "monitoring/alerts.yml");
    }

    @Test
    void the_alerts_fire_when_they_should_and_not_earlier() {
        succeeds("test", "rules", "monitoring/alerts-test.yml", "monitoring/alerts-of-hours-test.yml");
    }

    @Test
    void each_alert_fires_in_a_test_and_says_what_is_wrong_and_what_to_do() throws IOException {
        String operatorsPage = Files.readString(Path.of("docs/outages.md"));
        List<Object> fired = new ArrayList<>();
        for (String file : List.of("alerts-test.yml", "alerts-of-hours-test.yml")) {
            for (Object test : (List<?>) MonitoringFiles.yaml(file).get("tests")) {
                for (Object alert : (List<?>) ((Map<?, ?>) test).get("alert_rule_test")) {
                    if (((Map<?, ?>) alert).get("exp_alerts") != null) {
                        fired.add(((Map<?, ?>) alert).get("alertname"));
                    }
                }
            }
        }
        assertThat(MonitoringFiles.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(fired).contains(alert.get("alert"));
            assertThat((Map<?, ?>) alert.get("labels")).anySatisfy((name, value) -> {
                assertThat(name).isEqualTo("severity");
                assertThat(value).isIn("warning", "critical");
            });
            Map<?, ?> annotations = (Map<?, ?>) alert.get("annotations");
            assertThat(annotations.keySet()).hasToString("[runbook_url, summary, description]");
            String name = String.valueOf(alert.get("alert"));
            assertThat(annotations.get("runbook_url"))
                    .isEqualTo("{{ $externalLabels.docs }}/outages.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(operatorsPage).contains("\n### " + name + "\n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus.yml", "prometheus-localhost.yml"})
    void prometheus_knows_the_address_with_which_an_alerts_link_begins(String file) {
        var global = (Map<?, ?>) MonitoringFiles.yaml(file).get("global");
        var external = (Map<?, ?>) global.get("external_labels");

        assertThat(String.valueOf(external.get("docs"))).matches("https://\\S+/docs");
    }

    @Test
    void the_dashboards_panels_have_unique_ids_do_not_overlap_and_use_the_selected_data_source() {
        JsonNode dashboard = MonitoringFiles.dashboard();
        List<Integer> ids = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            ids.add(panel.path("id").asInt());
            JsonNode place = panel.path("gridPos");
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    places.add(x + "/" + y);
                }
                assertThat(x).isLessThan(24);
            }
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
                assertThat(target.path("expr").asText()).isNotBlank();
            }
        }
        assertThat(ids).hasSizeGreaterThan(20).doesNotHaveDuplicates().allMatch(id -> id > 0);
        assertThat(places).doesNotHaveDuplicates();
        assertThat(dashboard.path("uid").asText()).isNotBlank();
    }

    @Test
    void prometheus_scrapes_each_service_on_its_own_port() throws Exception {
        var properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(file);
        }
        String compose = Files.readString(MonitoringFiles.FOLDER.resolve("prometheus.yml"));
        String local = Files.readString(MonitoringFiles.FOLDER.resolve("prometheus-localhost.yml"));
        for (String service : List.of("extractor", "graphinator", "tableinator", "dashboard", "discovery")) {
            String port = properties.getProperty(service + ".port");
            assertThat(compose).contains("- names: [" + service + "]\n        type: A\n        port: " + port + "\n");
            assertThat(local).contains("- localhost:" + port + " # " + service + "\n");
        }
    }
}
