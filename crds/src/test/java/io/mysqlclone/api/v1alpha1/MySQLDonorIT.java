package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server makes of a MySQLDonor: its defaults, what it refuses, and what the user is told. */
class MySQLDonorIT {
    private static final String ACCOUNT = "credentialsSecretRef: {name: donor}\n";

    private static final String ONE_OF = "give exactly one of host, serviceRef, statefulSetRef and podRef";

    @Test
    void theSmallestResourceIsStoredWithEveryDefault() {
        var stored = Documents.client()
                .resource(Documents.document("MySQLDonor", "smallest", ACCOUNT + "statefulSetRef: {name: mysql}"))
                .dryRun()
                .create();

        assertThat(stored.getAdditionalProperties().get("spec")).isEqualTo(Serialization.unmarshal("""
                statefulSetRef: {name: mysql, policy: PreferReplica, port: 3306}
                credentialsSecretRef: {name: donor, passwordKey: password}
                tls: {mode: VerifyIdentity}
                allowedNamespaces: {from: Same}
                probeInterval: 10m
                """, Map.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: db",
                "host: db\nport: 3307\nprobeInterval: Never",
                "serviceRef: {name: primary}\nallowedNamespaces: {from: All}",
                "host: example.com.\nallowedNamespaces: {from: All}",
                "host: 10.0.0.1\nallowedNamespaces: {from: All}",
                "host: fd00::1\nallowedNamespaces: {from: All}",
                "host: db.shop.svc\nallowedNamespaces: {from: Selector, selector: {matchLabels: {a: b}, matchExpressions:"
                        + " [{key: c, operator: In, values: [d]}]}}\ntransfer: {compression: Zstd, maxDataBandwidth: 8Mi}",
                "podRef: {name: mysql-0, port: 3307}\nprobeInterval: 1h30m",
                "statefulSetRef: {name: mysql}",
                "statefulSetRef: {name: mysql, policy: Replica}",
                "podRef: {name: mysql-0}\nagent: {}",
                "statefulSetRef: {name: mysql}\nagent: {port: 3310, idleTimeout: 1h, requiredMemory: 0, spoolSize: 1Gi,"
                        + " maxDataBandwidth: 100M, credentialsSecretRef: {name: backup}, runAsUser: 1001}",
                "statefulSetRef: {name: mysql, policy: Ordinal, ordinal: 0}\ntls: {mode: VerifyCA, caSecretRef: {name: ca}}"
            })
    void theClassesHaveTheSameDefaultsAsTheSchema(String spec) {
        var sent = Documents.document("MySQLDonor", "defaults", ACCOUNT + spec);
        var read = Serialization.unmarshal(Serialization.asJson(sent), MySQLDonor.class);

        var stored = Documents.client()
                .resources(MySQLDonor.class)
                .resource(read)
                .dryRun()
                .create();
        var storedAsSent = Serialization.unmarshal(
                Serialization.asJson(Documents.client().resource(sent).dryRun().create()), MySQLDonor.class);

        assertThat(stored.getSpec()).isEqualTo(read.getSpec());
        assertThat(storedAsSent.getSpec()).isEqualTo(read.getSpec());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("no server", ACCOUNT, ONE_OF),
                Arguments.of("two servers", ACCOUNT + "host: db\npodRef: {name: mysql-0}", ONE_OF),
                Arguments.of("no account", "host: db", "spec.credentialsSecretRef: Required"),
                Arguments.of(
                        "a port of no host",
                        ACCOUNT + "serviceRef: {name: db}\nport: 3307",
                        "port is the port of host: serviceRef, statefulSetRef and podRef have a port of their own"),
                Arguments.of("a port in the host", ACCOUNT + "host: 'mysql:3306'\n", "the port has a field of its own"),
                Arguments.of(
                        "an ordinal that is not asked for",
                        ACCOUNT + "statefulSetRef: {name: m, ordinal: 1}",
                        "statefulSetRef.ordinal goes with policy: Ordinal"),
                Arguments.of(
                        "no ordinal",
                        ACCOUNT + "statefulSetRef: {name: m, policy: Ordinal}",
                        "statefulSetRef.ordinal goes with policy: Ordinal"),
                Arguments.of(
                        "a policy that is none",
                        ACCOUNT + "statefulSetRef: {name: m, policy: Random}",
                        "Unsupported value: \"Random\""),
                Arguments.of(
                        "plaintext with a CA",
                        ACCOUNT + "host: db\ntls: {mode: Disabled, caSecretRef: {name: ca}}",
                        "sends everything in plaintext"),
                Arguments.of(
                        "a CA in two places",
                        ACCOUNT + "host: db\ntls: {caSecretRef: {name: ca}, caConfigMapRef: {name: ca}}",
                        "give caSecretRef or caConfigMapRef, not both"),
                Arguments.of(
                        "a CA that is not looked at",
                        ACCOUNT + "host: db\ntls: {mode: Required, caSecretRef: {name: ca}}",
                        "do not check the server's certificate"),
                Arguments.of(
                        "a fingerprint that is not looked at",
                        ACCOUNT + "host: db\ntls: {fingerprint: '" + "ab".repeat(32) + "'}",
                        "mode VerifyFingerprint and fingerprint go together"),
                Arguments.of(
                        "a fingerprint and a CA",
                        ACCOUNT + "host: db\ntls: {mode: VerifyFingerprint, caSecretRef: {name: ca}, fingerprint: '"
                                + "ab".repeat(32) + "'}",
                        "takes one certificate, whoever has issued it"),
                Arguments.of(
                        "an account by name and key",
                        "host: db\ncredentialsSecretRef: {name: d, username: u, usernameKey: k}",
                        "remove one of them"),
                Arguments.of(
                        "a look each second", ACCOUNT + "host: db\nprobeInterval: 1s", "give at least 1m, or Never"),
                Arguments.of(
                        "a name that is another one elsewhere",
                        ACCOUNT + "host: mysql-0.mysql\nallowedNamespaces: {from: All}",
                        "a short host name is another server in another namespace"),
                Arguments.of(
                        "namespaces by a selector that is missing",
                        ACCOUNT + "host: db\nallowedNamespaces: {from: Selector}",
                        "allowedNamespaces.selector goes with from: Selector"),
                Arguments.of(
                        "a selector that selects nothing",
                        ACCOUNT + "host: db\nallowedNamespaces: {from: All, selector: {matchLabels: {a: b}}}",
                        "allowedNamespaces.selector goes with from: Selector"),
                Arguments.of(
                        "an operator that is none",
                        ACCOUNT
                                + "host: db\nallowedNamespaces: {from: Selector, selector: {matchExpressions: [{key: a,"
                                + " operator: Like}]}}",
                        "Unsupported value: \"Like\""),
                Arguments.of(
                        "a bandwidth too small",
                        ACCOUNT + "host: db\ntransfer: {maxDataBandwidth: 1}",
                        "at least 64Ki"),
                Arguments.of(
                        "a buffer too small", ACCOUNT + "host: db\ntransfer: {bufferSize: 1Ki}", "from 1Mi to 256Mi"),
                Arguments.of(
                        "connections that are none",
                        ACCOUNT + "host: db\ntransfer: {concurrency: many}",
                        "give auto, or a number of connections"),
                Arguments.of(
                        "a stall of a moment", ACCOUNT + "host: db\ntransfer: {stallTimeout: 1s}", "give at least 10s"),
                Arguments.of(
                        "an agent beside nobody knows which pod",
                        ACCOUNT + "host: db\nagent: {}",
                        "an agent stands beside the server in its pod: with agent give podRef or statefulSetRef"),
                Arguments.of(
                        "an agent at the server's port",
                        ACCOUNT + "podRef: {name: db-0, port: 3307}\nagent: {}",
                        "agent.port is the server's own: give another one"),
                Arguments.of(
                        "an agent that ends at once",
                        ACCOUNT + "podRef: {name: db-0}\nagent: {idleTimeout: 59s}",
                        "give at least 1m: a clone's own agent has to be started meanwhile"),
                Arguments.of(
                        "an agent without memory",
                        ACCOUNT + "podRef: {name: db-0}\nagent: {requiredMemory: '-1'}",
                        "give a size such as 300Mi; 0: do not look"),
                Arguments.of(
                        "an agent that crawls",
                        ACCOUNT + "podRef: {name: db-0}\nagent: {maxDataBandwidth: 1}",
                        "give at least 1Mi, or leave it out for no limit"),
                Arguments.of(
                        "an agent that keeps nothing",
                        ACCOUNT + "podRef: {name: db-0}\nagent: {spoolSize: 1}",
                        "give at least 16Mi"),
                Arguments.of("an interval that is none", ACCOUNT + "host: db\nprobeInterval: often", "should match"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String what, String spec, String told) {
        Documents.assertRefused(Documents.document("MySQLDonor", "refused", spec), told);
    }

    @Test
    void refusesANameThatIsTooLongForPodsMadeFromIt() {
        Documents.assertRefused(
                Documents.document("MySQLDonor", "n".repeat(51), ACCOUNT + "host: db"),
                "metadata.name of a MySQLDonor has more than 50 characters");
    }

    @Test
    void everyRuleHasADocumentThatItRefuses() throws IOException {
        var messages = new YAMLMapper()
                .readTree(Documents.DONORS.toFile()).findValues("x-kubernetes-validations").stream()
                        .flatMap(rules -> rules.findValuesAsText("message").stream())
                        .distinct();
        var told = Stream.concat(refusals(), Stream.of(Arguments.of("", "", "metadata.name of a MySQLDonor")))
                .map(arguments -> (String) arguments.get()[2])
                .toList();

        assertThat(messages).isNotEmpty().allSatisfy(message -> assertThat(told).anyMatch(message::contains));
    }
}
