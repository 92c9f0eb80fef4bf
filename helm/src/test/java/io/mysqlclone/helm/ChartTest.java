package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
    /** Each optional part of the chart switched on, and each that is on switched off. */
    private static final List<String> VARIANTS = List.of(
            "",
            "replicas: 3",
            "watchNamespaces: [shop, billing]",
            "existingKeySecret: mine",
            "{rbac: {create: false}, serviceAccount: {create: false}}",
            "crds: {install: false}",
            "populator: {enabled: true, register: true}",
            "{populator: {enabled: true}, watchNamespaces: [shop, billing]}",
            "networkPolicy: {enabled: true, metricsFrom: [{podSelector: {}}]}",
            "{admissionPolicy: {enabled: true, donorHosts: [db, .shop.svc], sidecars: true}, agent: {allowedImages: [a:1, 'b/*']}}",
            "metrics: {serviceMonitor: {enabled: true, labels: {release: p}}, prometheusRule: {enabled: true},"
                    + " dashboard: {enabled: true}}",
            "{nodeSelector: {a: b}, tolerations: [{operator: Exists}], affinity: {nodeAffinity: {}},"
                    + " topologySpreadConstraints: [{maxSkew: 1}], priorityClassName: high, podLabels: {l: m},"
                    + " podAnnotations: {c: d}, extraEnv: [{name: E, value: f}]}");

    @Test
    void passesHelmsOwnLint() {
        var result = new Helm(Chart.DIRECTORY).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    static List<String> variants() {
        return VARIANTS;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyObjectIsNamedLabelledAndOfThisRelease(String values) {
        assertThat(Chart.render(values)).isNotEmpty().allSatisfy(object -> {
            assertThat(object.at("/metadata/name").asText()).isNotEmpty();
            assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText())
                    .isEqualTo(Chart.RELEASE);
        });
        assertThat(Chart.render(values))
                .extracting(object ->
                        object.at("/kind") + " " + object.at("/metadata/namespace") + " " + object.at("/metadata/name"))
                .doesNotHaveDuplicates();
    }

    @Test
    void twoReleasesWithNamespacesOfTheirOwnShareNothing() {
        var first = Chart.renderRelease("one", "a", "{image: {registry: r}, watchNamespaces: [shop]}");
        var second = Chart.renderRelease(
                "two", "b", "{image: {registry: r}, watchNamespaces: [billing], crds: {install: false}}");

        assertThat(Chart.names(first)).doesNotContainAnyElementsOf(Chart.names(second));
    }

    @Test
    void hasTheProjectsVersion() throws Exception {
        var pom = Files.readString(Path.of("../pom.xml"));
        var version = pom.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
        var chart = Chart.parse(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
                .getFirst();

        assertThat(chart.at("/version").asText()).isEqualTo(version);
        assertThat(chart.at("/appVersion").asText()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                                       | image.registry is not set
            {}                                                       | images/build --push
            image: {registry: ''}                                    | --set image.registry=localhost
            image: {registry: 'https://registry.example.com'}        | without a scheme
            image: {registry: 'registry.example.com/a b'}            | /image/registry
            {image: {registry: r, pullPolicy: Sometimes}}            | 'IfNotPresent', 'Always', 'Never'
            {image: {registry: r, operator: {digest: 'sha256:1'}}}   | /image/operator/digest
            {image: {registry: r}, replica: 2}                       | additional properties 'replica' not allowed
            {image: {registry: r}, replicas: -1}                     | /replicas
            {image: {registry: r}, replicas: two}                    | got string, want integer
            {image: {registry: r}, watchNamespaces: shop}            | got string, want array
            {image: {registry: r}, watchNamespaces: [Shop]}          | /watchNamespaces/0
            {image: {registry: r}, watchNamespaces: [a, a]}          | /watchNamespaces
            {image: {registry: r}, logLevel: verbose}                | 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'
            {image: {registry: r}, extraEnv: [{value: x}]}           | missing property 'name'
            {image: {registry: r}, metrics: {enabled: true}}         | additional properties 'enabled' not allowed
            {image: {registry: r}, networkPolicy: {apiServerPorts: [0]}} | /networkPolicy/apiServerPorts/0
            {image: {registry: r}, admissionPolicy: {donorHosts: ['a b']}} | /admissionPolicy/donorHosts/0
            """)
    void saysWhatIsWrongWithTheValues(String values, String message) {
        assertThat(Chart.refusal(values)).contains(message);
    }
}
