package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts that lead to what is to be done, and the dashboard. */
class MonitoringTest {
    private static final Path PAGE = Path.of("../docs/monitoring.md");

    private static Stream<JsonNode> alerts(String values) {
        return Chart.object(Chart.render(values), "PrometheusRule/mysql-clone-operator")
                .at("/spec/groups/0/rules")
                .valueStream();
    }

    @Test
    void everyAlertLeadsToItsSection() throws IOException {
        var sections = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4).toLowerCase(Locale.ROOT))
                .toList();

        assertThat(alerts("metrics: {prometheusRule: {enabled: true}}"))
                .hasSizeGreaterThan(8)
                .allSatisfy(alert -> {
                    var anchor = alert.at("/alert").asText().toLowerCase(Locale.ROOT);
                    assertThat(alert.at("/annotations/runbook_url").asText()).isEqualTo("docs/monitoring.md#" + anchor);
                    assertThat(sections).contains(anchor);
                });
        assertThat(alerts(
                        "metrics: {prometheusRule: {enabled: true, runbook: 'https://docs.example.com/monitoring/'}}"))
                .allSatisfy(
                        alert -> assertThat(alert.at("/annotations/runbook_url").asText())
                                .startsWith("https://docs.example.com/monitoring/#"));
    }

    @Test
    void theDashboardIsWhereGrafanaLooks() throws IOException {
        assertThat(Chart.names(Chart.render(""))).doesNotContain("ConfigMap/mysql-clone-operator-dashboard");
        var map = Chart.object(
                Chart.render("metrics: {dashboard: {enabled: true, annotations: {grafana_folder: MySQL}}}"),
                "ConfigMap/mysql-clone-operator-dashboard");

        assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(map.at("/metadata/annotations/grafana_folder").asText()).isEqualTo("MySQL");
        var dashboard = new ObjectMapper()
                .readTree(map.at("/data/mysql-clone-operator.json").asText());
        assertThat(dashboard.at("/panels").valueStream())
                .hasSizeGreaterThan(10)
                .allSatisfy(panel ->
                        assertThat(panel.at("/targets/0/expr").asText()).isNotEmpty());
        assertThat(dashboard
                        .at("/panels")
                        .valueStream()
                        .map(panel -> panel.at("/id").asInt()))
                .doesNotHaveDuplicates();
    }
}
