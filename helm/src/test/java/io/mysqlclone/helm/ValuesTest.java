package io.mysqlclone.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each value does: a fact of what is rendered with it. */
class ValuesTest {
    private static final String DEPLOYMENT = "Deployment/mysql-clone-operator";
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = POD + "/containers/0";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                          | /image                            | registry.example.com/databases/mysql-clone-operator:0.1.0-SNAPSHOT
            image: {registry: a.b:5000/c/}              | /image                            | a.b:5000/c/mysql-clone-operator:0.1.0-SNAPSHOT
            image: {registry: r, operator: {tag: '7'}}  | /image                            | r/mysql-clone-operator:7
            image: {registry: r, operator: {repository: x/y}} | /image                      | r/x/y:0.1.0-SNAPSHOT
            image: {registry: r, operator: {tag: '7', digest: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}} | /image | r/mysql-clone-operator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            {}                                          | /imagePullPolicy                  | IfNotPresent
            image: {registry: r, pullPolicy: Never}     | /imagePullPolicy                  | Never
            {}                                          | /resources/limits/memory          | 320Mi
            resources: {limits: {memory: 1Gi}}          | /resources/requests/memory        | 160Mi
            resources: {limits: {memory: 1Gi}}          | /resources/limits/memory          | 1Gi
            {}                                          | /securityContext                  | {"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}
            {}                                          | /startupProbe/httpGet/path        | /q/health/live
            {}                                          | /livenessProbe/httpGet/path       | /q/health/live
            {}                                          | /readinessProbe/httpGet/path      | /q/health/ready
            {}                                          | /ports/0/containerPort            | 8080
            """)
    void appearInTheContainer(String values, String pointer, String expected) {
        assertThat(text(deployment(values).at(CONTAINER + pointer))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                       | WATCH_NAMESPACES              | ""
            watchNamespaces: [shop, billing]         | WATCH_NAMESPACES              | shop,billing
            {}                                       | AGENT_IMAGE                   | registry.example.com/databases/clone-agent:0.1.0-SNAPSHOT
            image: {registry: r, agent: {tag: '7'}}  | AGENT_IMAGE                   | r/clone-agent:7
            {}                                       | AGENT_ALLOWED_IMAGES          | ""
            agent: {allowedImages: [a:1, "r/b:*"]}   | AGENT_ALLOWED_IMAGES          | a:1,r/b:*
            {}                                       | AGENT_RESOURCES               | {"requests":{"cpu":"100m","memory":"200Mi"}}
            agent: {resources: {requests: null, limits: {memory: 1Gi}}} | AGENT_RESOURCES | {"limits":{"memory":"1Gi"}}
            image: {registry: r, pullPolicy: Always} | AGENT_IMAGE_PULL_POLICY       | Always
            {}                                       | POPULATOR_ENABLED             | false
            populator: {enabled: true}               | POPULATOR_ENABLED             | true
            {}                                       | MYSQL_CLONE_OPERATOR_KEY_FILE | /etc/mysql-clone-operator/key
            {}                                       | QUARKUS_LOG_LEVEL             | INFO
            logLevel: DEBUG                          | QUARKUS_LOG_LEVEL             | DEBUG
            {}                                       | LOG_JSON                      | false
            logFormat: json                          | LOG_JSON                      | true
            extraEnv: [{name: HTTPS_PROXY, value: p}] | HTTPS_PROXY                  | p
            """)
    void appearInTheEnvironment(String values, String variable, String expected) {
        assertThat(variable(deployment(values), variable).at("/value").asText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                   | /spec/replicas                            | 1
            replicas: 3                          | /spec/replicas                            | 3
            {}                                   | /spec/template/spec/affinity              | ""
            replicas: 2                          | /spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm/topologyKey | kubernetes.io/hostname
            {replicas: 2, affinity: {nodeAffinity: {}}} | /spec/template/spec/affinity       | {"nodeAffinity":{}}
            {}                                   | /spec/strategy/rollingUpdate/maxUnavailable | 0
            {}                                   | /spec/template/spec/securityContext       | {"fsGroup":65532,"runAsGroup":65532,"runAsNonRoot":true,"runAsUser":65532,"seccompProfile":{"type":"RuntimeDefault"}}
            podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null} | /spec/template/spec/securityContext | {"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}
            {}                                   | /spec/template/spec/serviceAccountName    | mysql-clone-operator
            serviceAccount: {name: sa}           | /spec/template/spec/serviceAccountName    | sa
            serviceAccount: {create: false}      | /spec/template/spec/serviceAccountName    | default
            {}                                   | /spec/template/spec/volumes/0/secret/secretName | mysql-clone-operator-key
            existingKeySecret: mine              | /spec/template/spec/volumes/0/secret/secretName | mine
            image: {registry: r, pullSecrets: [p]} | /spec/template/spec/imagePullSecrets    | [{"name":"p"}]
            nodeSelector: {a: b}                 | /spec/template/spec/nodeSelector          | {"a":"b"}
            tolerations: [{operator: Exists}]    | /spec/template/spec/tolerations           | [{"operator":"Exists"}]
            topologySpreadConstraints: [{maxSkew: 1}] | /spec/template/spec/topologySpreadConstraints | [{"maxSkew":1}]
            priorityClassName: high              | /spec/template/spec/priorityClassName     | high
            podLabels: {l: m}                    | /spec/template/metadata/labels/l          | m
            podAnnotations: {c: d}               | /spec/template/metadata/annotations/c     | d
            """)
    void appearInTheDeployment(String values, String pointer, String expected) {
        assertThat(text(deployment(values).at(pointer))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                                   | PodDisruptionBudget/mysql-clone-operator      | false
            replicas: 1                                          | PodDisruptionBudget/mysql-clone-operator      | false
            replicas: 2                                          | PodDisruptionBudget/mysql-clone-operator      | true
            {}                                                   | NetworkPolicy/mysql-clone-operator            | false
            networkPolicy: {enabled: true}                       | NetworkPolicy/mysql-clone-operator            | true
            {}                                                   | ValidatingAdmissionPolicy/mysql-clone-operator-users | false
            admissionPolicy: {enabled: true}                     | ValidatingAdmissionPolicy/mysql-clone-operator-users | true
            admissionPolicy: {enabled: true}                     | ValidatingAdmissionPolicy/mysql-clone-operator-schedules | true
            admissionPolicy: {enabled: true}                     | ValidatingAdmissionPolicy/mysql-clone-operator-sets | true
            admissionPolicy: {enabled: true}                     | ValidatingAdmissionPolicyBinding/mysql-clone-operator-operator | true
            {}                                                   | ServiceMonitor/mysql-clone-operator           | false
            metrics: {serviceMonitor: {enabled: true}}           | ServiceMonitor/mysql-clone-operator           | true
            {}                                                   | ConfigMap/mysql-clone-operator-dashboard        | false
            metrics: {dashboard: {enabled: true}}                | ConfigMap/mysql-clone-operator-dashboard        | true
            {}                                                   | PrometheusRule/mysql-clone-operator           | false
            metrics: {prometheusRule: {enabled: true}}           | PrometheusRule/mysql-clone-operator           | true
            {}                                                   | ServiceAccount/mysql-clone-operator           | true
            serviceAccount: {create: false}                      | ServiceAccount/mysql-clone-operator           | false
            {}                                                   | Secret/mysql-clone-operator-key               | true
            existingKeySecret: mine                              | Secret/mysql-clone-operator-key               | false
            {}                                                   | CustomResourceDefinition/mysqlclones.mysqlclone.io | true
            crds: {install: false}                               | CustomResourceDefinition/mysqlclones.mysqlclone.io | false
            {}                                                   | ClusterRole/mysql-clone-operator-edit         | true
            crds: {aggregateRoles: false}                        | ClusterRole/mysql-clone-operator-edit         | false
            {}                                                   | ClusterRole/mysql-clone-operator-donors       | true
            crds: {aggregateRoles: false}                        | ClusterRole/mysql-clone-operator-donors       | false
            crds: {install: false}                               | CustomResourceDefinition/mysqldonors.mysqlclone.io | false
            {}                                                   | CustomResourceDefinition/mysqlcloneschedules.mysqlclone.io | true
            crds: {install: false}                               | CustomResourceDefinition/mysqlcloneschedules.mysqlclone.io | false
            {}                                                   | CustomResourceDefinition/mysqlclonesets.mysqlclone.io | true
            crds: {install: false}                               | CustomResourceDefinition/mysqlclonesets.mysqlclone.io | false
            fullnameOverride: other                              | Deployment/other                              | true
            nameOverride: other                                  | Deployment/mysql-clone-operator-other         | true
            """)
    void decideWhatIsThere(String values, String kindAndName, boolean there) {
        var names = Chart.names(Chart.render(values));
        if (there) {
            assertThat(names).contains(kindAndName);
        } else {
            assertThat(names).isNotEmpty().doesNotContain(kindAndName);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            networkPolicy: {enabled: true} | NetworkPolicy/mysql-clone-operator | /spec/ingress/0 | {"ports":[{"port":8080}]}
            networkPolicy: {enabled: true, metricsFrom: [{podSelector: {}}]} | NetworkPolicy/mysql-clone-operator | /spec/ingress/0/from | [{"podSelector":{}}]
            networkPolicy: {enabled: true, apiServerPorts: [8443], apiServerCIDRs: [10.0.0.1/32]} | NetworkPolicy/mysql-clone-operator | /spec/egress/1 | {"ports":[{"port":8443}],"to":[{"ipBlock":{"cidr":"10.0.0.1/32"}}]}
            networkPolicy: {enabled: true, apiServerPorts: [8443]} | NetworkPolicy/mysql-clone-operator | /spec/egress/1 | {"ports":[{"port":8443}]}
            networkPolicy: {enabled: true} | NetworkPolicy/mysql-clone-operator | /spec/egress/2/ports | [{"port":9340,"endPort":9403}]
            metrics: {serviceMonitor: {enabled: true, labels: {release: p}}} | ServiceMonitor/mysql-clone-operator | /metadata/labels/release | p
            metrics: {serviceMonitor: {enabled: true, interval: 5s}} | ServiceMonitor/mysql-clone-operator | /spec/endpoints/0/interval | 5s
            metrics: {prometheusRule: {enabled: true, labels: {release: p}}} | PrometheusRule/mysql-clone-operator | /metadata/labels/release | p
            metrics: {prometheusRule: {enabled: true}} | PrometheusRule/mysql-clone-operator | /spec/groups/0/rules/3/expr | mysqlclone_failed{job="mysql-clone-operator-metrics"} == 1
            metrics: {prometheusRule: {enabled: true}} | PrometheusRule/mysql-clone-operator | /spec/groups/0/rules/3/annotations/summary | MySQLClone {{ $labels.namespace }}/{{ $labels.name }} has failed.
            {}                             | Service/mysql-clone-operator-metrics | /spec/ports/0/port | 8080
            replicas: 2                    | PodDisruptionBudget/mysql-clone-operator | /spec/maxUnavailable | 1
            serviceAccount: {annotations: {a: b}} | ServiceAccount/mysql-clone-operator | /metadata/annotations/a | b
            """)
    void appearInOtherObjects(String values, String kindAndName, String pointer, String expected) {
        var object = Chart.object(Chart.render(values), kindAndName);
        assertThat(text(object.at(pointer))).isEqualTo(expected);
    }

    @Test
    void policiesKnowTheHostsAndImagesThatAreAllowed() {
        var objects = Chart.render("""
                admissionPolicy: {enabled: true, donorHosts: [db.example.com, .shop.svc]}
                agent: {allowedImages: ['a:1', 'b/*']}
                """);
        assertThat(unquoted(Chart.object(objects, "ValidatingAdmissionPolicy/mysql-clone-operator-users")))
                .contains("[db.example.com,.shop.svc].exists(host");
        assertThat(unquoted(Chart.object(objects, "ValidatingAdmissionPolicy/mysql-clone-operator-operator")))
                .contains(
                        "[registry.example.com/databases/clone-agent:0.1.0-SNAPSHOT,a:1]",
                        "[b/].exists(beginning",
                        "system:serviceaccount:" + Chart.NAMESPACE + ":mysql-clone-operator");
    }

    private static String unquoted(JsonNode object) {
        return object.toString().replaceAll("[\\\\\"]", "");
    }

    /** A selector that matched other pods too would mix them into the Service, the policy and the budget. */
    @Test
    void everySelectorMatchesTheOperatorsPodsAndNoOthers() {
        var objects = Chart.renderWithHooks(
                "{replicas: 2, networkPolicy: {enabled: true}, metrics: {serviceMonitor: {enabled: true}}}");
        var labels = deployment("replicas: 2").at("/spec/template/metadata/labels");
        var testLabels = Chart.object(objects, "Pod/mysql-clone-operator-test").at("/metadata/labels");
        var selectors = objects.stream()
                .flatMap(object ->
                        Stream.of(object.at("/spec/selector/matchLabels"), object.at("/spec/podSelector/matchLabels")))
                .filter(JsonNode::isObject)
                .toList();

        assertThat(selectors).hasSizeGreaterThanOrEqualTo(4).allSatisfy(selector -> {
            assertThat(selector.properties()).allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
            assertThat(selector.properties())
                    .anyMatch(label -> !label.getValue().equals(testLabels.get(label.getKey())));
        });
    }

    @Test
    void theTestPodIsAsRestrictedAsTheOperator() {
        var pod = Chart.object(Chart.renderWithHooks(""), "Pod/mysql-clone-operator-test");

        assertThat(pod.at("/metadata/annotations/hook").asText()).isEqualTo("test");
        assertThat(pod.at("/spec/securityContext")).isEqualTo(deployment("").at(POD + "/securityContext"));
        assertThat(List.of(pod.at("/spec/initContainers/0"), pod.at("/spec/containers/0")))
                .allSatisfy(container -> assertThat(container.at("/securityContext"))
                        .isEqualTo(deployment("").at(CONTAINER + "/securityContext")));
    }

    @Test
    void theOperatorKnowsItsPodAndNamespaceFromKubernetes() {
        assertThat(variable(deployment(""), "POD_NAME")
                        .at("/valueFrom/fieldRef/fieldPath")
                        .asText())
                .isEqualTo("metadata.name");
        assertThat(variable(deployment(""), "POD_NAMESPACE")
                        .at("/valueFrom/fieldRef/fieldPath")
                        .asText())
                .isEqualTo("metadata.namespace");
    }

    /** A misspelt variable would be ignored without a word. */
    @Test
    void theOperatorReadsEveryVariable() throws IOException {
        var properties = Files.readString(Path.of("../operator/src/main/resources/application.properties"));
        var variables = new ArrayList<String>();
        deployment("")
                .at(CONTAINER + "/env")
                .forEach(variable -> variables.add(variable.at("/name").asText()));

        assertThat(variables)
                .hasSizeGreaterThan(5)
                .allMatch(name -> name.startsWith("QUARKUS_")
                        || properties.contains("${" + name + "}")
                        || properties.contains("${" + name + ":"));
    }

    private static JsonNode deployment(String values) {
        return Chart.object(Chart.render(values), DEPLOYMENT);
    }

    private static JsonNode variable(JsonNode deployment, String name) {
        for (var variable : deployment.at(CONTAINER + "/env")) {
            if (variable.at("/name").asText().equals(name)) {
                return variable;
            }
        }
        throw new AssertionError("no variable " + name);
    }

    private static String text(JsonNode node) {
        return node.isContainerNode() ? node.toString() : node.asText();
    }
}
