package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server makes of what a user leaves out. */
class DefaultsIT {

    @Test
    void theSmallestResourceIsStoredWithEveryDefault() {
        var stored = Documents.client()
                .resource(Documents.document("smallest", Documents.spec(Documents.POD, "")))
                .dryRun()
                .create();

        assertThat(stored.getAdditionalProperties().get("spec")).isEqualTo(Serialization.unmarshal("""
                mode: Clone
                donor:
                  host: mysql-0.mysql.shop.svc
                  port: 3306
                  credentialsSecretRef: {name: donor, passwordKey: password}
                  tls: {mode: VerifyIdentity}
                recipient:
                  pod: {name: mysql-1}
                  overwrite: Never
                  noBinaryLogs: false
                  keyringConfigured: false
                transfer:
                  concurrency: auto
                  bufferSize: 4Mi
                  compression: None
                  blockDDL: false
                  ddlTimeout: 300s
                  stallTimeout: 5m
                  reconnectTimeout: 5m
                  verifyPages: true
                recoveryTimeout: 1h
                keepOldData: UntilReady
                maxTerminationGracePeriodSeconds: 600
                eventScheduler: AsConfigured
                agent: {logLevel: Info, requiredMemory: 200Mi}
                backoffLimit: 6
                suspend: false
                """, Map.class));
    }

    static Stream<Arguments> specs() {
        return Stream.of(
                Arguments.of("smallest", Documents.spec(Documents.POD, "")),
                Arguments.of(
                        "post-clone",
                        Documents.spec(
                                Documents.POD,
                                "postClone: {credentialsSecretRef: {name: admin},"
                                        + " scripts: [{configMapKeyRef: {name: scripts, key: mask.sql}}]}")),
                Arguments.of("no-events", Documents.spec(Documents.POD, "eventScheduler: Stopped")),
                Arguments.of("dry-run", Documents.spec(Documents.POD, "mode: Preflight")),
                Arguments.of("donor", "donorRef: {name: prod}\nrecipient: " + Documents.POD),
                Arguments.of(
                        "donor-elsewhere",
                        "donorRef: {name: prod, namespace: shop, credentialsSecretRef: {name: d}, tls: {mode: Required}}\n"
                                + "recipient: " + Documents.POD),
                Arguments.of(
                        "replication",
                        Documents.spec(Documents.POD, "replication: {credentialsSecretRef: {name: repl}}")),
                Arguments.of(
                        "keys",
                        Documents.spec(
                                Documents.POD,
                                "replication: {credentialsSecretRef: {name: r, username: repl, passwordKey: p},"
                                        + " adminCredentialsSecretRef: {name: r, usernameKey: u}, recipientAddress: '[::1]:3307'}")),
                Arguments.of(
                        "replication-tls",
                        Documents.spec(
                                Documents.POD,
                                "replication: {credentialsSecretRef: {name: repl}, tls: {caSecretRef: {name: ca}}}")),
                Arguments.of(
                        "new-claim",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: data-mysql-1, template: {storage: 10Gi}}}", "")),
                Arguments.of(
                        "claim-that-goes",
                        Documents.spec(
                                "{persistentVolumeClaim: {claimName: c, template: {storage: 1Gi, deletionPolicy: DeleteIncomplete}}}",
                                "agent: {podTemplate: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution:"
                                        + " [{weight: 1, preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}}}")),
                Arguments.of(
                        "a-ca-of-trust-manager",
                        Documents.spec(
                                Documents.POD,
                                "replication: {credentialsSecretRef: {name: r}, tls: {caConfigMapRef: {name: ca}}}")),
                Arguments.of(
                        "deadline-and-variables",
                        Documents.spec(
                                Documents.POD,
                                "activeDeadlineSeconds: 3600\nagent: {env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}, {name: TZ}]}")),
                Arguments.of(
                        "where-an-agent-runs",
                        Documents.spec(
                                Documents.CLAIM,
                                "agent: {podTemplate: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}],"
                                        + " schedulerName: mine, runtimeClassName: kata, seLinuxOptions: {level: 's0:c1,c2'}, supplementalGroups: [5],"
                                        + " dnsConfig: {nameservers: [10.0.0.1], options: [{name: ndots, value: '1'}]},"
                                        + " hostAliases: [{ip: 10.0.0.2, hostnames: [db]}]}}")),
                Arguments.of("references", """
                        donor:
                          host: mysql-0
                          credentialsSecretRef: {name: donor}
                          tls: {mode: VerifyCA, caSecretRef: {name: ca}, crlSecretRef: {name: crl}}
                        recipient: {statefulSet: {name: mysql, ordinal: 0}}
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("specs")
    void theClassesHaveTheSameDefaultsAsTheSchema(String name, String spec) {
        var sent = Documents.document(name, spec);
        var read = Serialization.unmarshal(Serialization.asJson(sent), MySQLClone.class);

        var stored = Documents.clones().resource(read).dryRun().create();
        var storedAsSent = Serialization.unmarshal(
                Serialization.asJson(Documents.client().resource(sent).dryRun().create()), MySQLClone.class);

        assertThat(stored.getSpec()).isEqualTo(read.getSpec());
        assertThat(storedAsSent.getSpec()).isEqualTo(read.getSpec());
    }
}
