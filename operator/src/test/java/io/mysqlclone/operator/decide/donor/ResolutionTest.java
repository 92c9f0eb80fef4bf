package io.mysqlclone.operator.decide.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.connection.TlsMode;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.operator.observe.donor.DonorLookup;
import io.mysqlclone.operator.observe.donor.DonorServers;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server a {@code donorRef} stands for, and when that may change. */
final class ResolutionTest {

    private static final String READY =
            "{observedGeneration: 1, conditions: [{type: Ready, status: 'True', reason: DonorAvailable}],"
                    + " servers: [%s]}";
    private static final String SOURCE =
            "{host: m-0, port: 3306, pod: m-0, reachable: true, cloneable: true, role: Source, serverUuid: u0}";
    private static final String REPLICA =
            "{host: m-1, port: 3306, pod: m-1, reachable: true, cloneable: true, role: Replica, serverUuid: u1}";
    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");

    private static MySQLDonor donor(String spec, String status) {
        return Serialization.unmarshal("""
                metadata: {name: prod, namespace: shop, generation: 1}
                spec: {statefulSetRef: {name: m}, credentialsSecretRef: {name: account}, %s}
                status: %s
                """.formatted(spec, status), MySQLDonor.class);
    }

    private static MySQLClone clone(String namespace, String reference, String recipient, String status) {
        return Serialization.unmarshal("""
                metadata: {name: copy, namespace: %s, generation: 1}
                spec: {donorRef: {name: prod, %s}, recipient: %s}
                status: %s
                """.formatted(namespace, reference, recipient, status), MySQLClone.class);
    }

    private static Resolution of(MySQLClone clone, Optional<MySQLDonor> donor, String... ready) {
        var servers = new DonorServers.Found.Servers(
                Stream.of(ready).map(name -> new ProbedServer(name, 3306, name)).toList());
        return Resolution.of(
                clone,
                Objects.requireNonNull(clone.getSpec().donorRef()),
                donor.map(found -> new DonorLookup.Seen(found, servers)),
                _ -> false);
    }

    private static ResolvedDonor resolved(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
        return ((Resolution.Resolved) resolution).donor();
    }

    private static String reason(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Not.class);
        return ((Resolution.Not) resolution).reason().text();
    }

    private static final String POD = "{pod: {name: x}}";

    @Test
    void theChosenServerComesWithAccountTlsAndDefaults() {
        var donor = donor("tls: {mode: Required}, transfer: {blockDDL: true}", READY.formatted(SOURCE + "," + REPLICA));

        ResolvedDonor chosen = resolved(of(clone("shop", "", POD, "{}"), Optional.of(donor), "m-0", "m-1"));

        assertThat(chosen.host()).isEqualTo("m-1");
        assertThat(chosen.serverUuid()).isEqualTo("u1");
        assertThat(chosen.credentialsSecretRef().name()).isEqualTo("account");
        assertThat(Objects.requireNonNull(chosen.tls()).mode()).isEqualTo(TlsMode.REQUIRED);
        MySQLClone applied = Resolution.applied(clone("shop", "", POD, "{}"), chosen);
        assertThat(applied.getSpec().server().host()).isEqualTo("m-1");
        assertThat(applied.getSpec().transfer().blockDDL()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'{pod: {name: m-1}}', m-0", "'{statefulSet: {name: m, ordinal: 0}}', m-1"})
    void theRecipientIsNotItsOwnDonor(String recipient, String wanted) {
        var donor = donor("", READY.formatted(SOURCE + "," + REPLICA));
        assertThat(resolved(of(clone("shop", "", recipient, "{}"), Optional.of(donor), "m-0", "m-1"))
                        .host())
                .isEqualTo(wanted);
    }

    @Test
    void aReplicaThatAnotherCloneHasComesLast() {
        var other = REPLICA.replace("m-1", "m-2").replace("u1", "u2");
        var donor = donor("", READY.formatted(SOURCE + "," + REPLICA + "," + other));
        var clone = clone("shop", "", POD, "{}");
        var ready = new DonorServers.Found.Servers(List.of("m-0", "m-1", "m-2").stream()
                .map(name -> new ProbedServer(name, 3306, name))
                .toList());
        var seen = Optional.of(new DonorLookup.Seen(donor, ready));
        var reference = Objects.requireNonNull(clone.getSpec().donorRef());

        assertThat(resolved(Resolution.of(clone, reference, seen, _ -> false)).host())
                .isEqualTo("m-2");
        assertThat(resolved(Resolution.of(
                                clone, reference, seen, server -> server.host().equals("m-2")))
                        .host())
                .isEqualTo("m-1");
    }

    /** An agent that is gone may have received all, which one that is sent to another server refuses. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{host: m-0, port: 3306, serverUuid: u0}  | {dataBytes: 1}    | m-0",
                "{host: m-0, port: 3306, serverUuid: u0}  | {dataBytes: 0}    | m-1",
                "{host: m-0, port: 3306, serverUuid: old} | {dataBytes: 1}    | m-1",
                "{host: m-9, port: 3306, serverUuid: u0}  | {dataBytes: 1}    | m-1"
            })
    void whoHasStoredSomethingStaysWithItsServerAsLongAsThatIsThere(String before, String progress, String wanted) {
        var donor = donor("", READY.formatted(SOURCE + "," + REPLICA));
        var clone = clone(
                "shop",
                "",
                POD,
                "{resolvedDonor: " + before.replace("}", ", credentialsSecretRef: {name: account}}") + ", progress: "
                        + progress + "}");

        assertThat(resolved(of(clone, Optional.of(donor), "m-0", "m-1")).host()).isEqualTo(wanted);
    }

    @Test
    void whatIsMissingIsTold() {
        var clone = clone("shop", "", POD, "{}");
        assertThat(reason(of(clone, Optional.empty()))).isEqualTo("DonorNotFound");
        assertThat(reason(of(clone, Optional.of(donor("", "{}"))))).isEqualTo("DonorNotReady");
        var changed = donor("", READY.formatted(SOURCE));
        changed.getMetadata().setGeneration(2L);
        assertThat(reason(of(clone, Optional.of(changed), "m-0"))).isEqualTo("DonorNotReady");
        assertThat(reason(of(clone, Optional.of(donor("", READY.formatted(SOURCE))))))
                .as("its pod is not Ready now")
                .isEqualTo("DonorNotReady");
        assertThat(reason(of(
                        clone("shop", "", "{pod: {name: m-0}}", "{}"),
                        Optional.of(donor("", READY.formatted(SOURCE))),
                        "m-0")))
                .as("its only server is the recipient")
                .isEqualTo("DonorNotReady");
    }

    @Test
    void replicationTakesNoTlsOverThatItDoesNotKnow() {
        var donor = donor("tls: {mode: Preferred}", READY.formatted(SOURCE));
        var clone = clone("shop", "", POD, "{}");
        assertThat(resolved(of(clone, Optional.of(donor), "m-0")).host()).isEqualTo("m-0");
        clone.setSpec(Serialization.unmarshal(
                "donorRef: {name: prod}\nrecipient: " + POD + "\nreplication: {credentialsSecretRef: {name: r}}",
                MySQLCloneSpec.class));
        assertThat(reason(of(clone, Optional.of(donor), "m-0"))).isEqualTo("TlsFailed");
    }

    @Test
    void nothingReplicatesFromAnAgent() {
        var donor = donor(
                "tls: {mode: VerifyFingerprint, fingerprint: '" + "ab".repeat(32) + "'}", READY.formatted(SOURCE));
        assertThat(reason(of(replicating("{credentialsSecretRef: {name: r}}"), Optional.of(donor), "m-0")))
                .isEqualTo("TlsFailed");
        assertThat(reason(of(
                        replicating("{credentialsSecretRef: {name: r}, tls: {mode: Required}}"),
                        Optional.of(donor),
                        "m-0")))
                .isEqualTo("TlsFailed");
        assertThat(resolved(of(
                                replicating("{sourceHost: db, credentialsSecretRef: {name: r}, tls: {mode: Required}}"),
                                Optional.of(donor),
                                "m-0"))
                        .host())
                .isEqualTo("m-0");
    }

    private static MySQLClone replicating(String replication) {
        MySQLClone clone = clone("shop", "", POD, "{}");
        clone.setSpec(Serialization.unmarshal(
                "donorRef: {name: prod}\nrecipient: " + POD + "\nreplication: " + replication, MySQLCloneSpec.class));
        return clone;
    }

    private static final String CROSS = "namespace: shop, credentialsSecretRef: {name: mine}";

    @Test
    void fromAnotherNamespaceItIsNotToldWhetherThereIsADonorAndItsAccountIsNotUsed() {
        var clone = clone("crm", CROSS, POD, "{}");
        assertThat(reason(of(clone, Optional.empty()))).isEqualTo("DonorNotAllowed");
        assertThat(resolved(of(clone, Optional.of(donor("", READY.formatted(SOURCE))), "m-0"))
                        .credentialsSecretRef()
                        .name())
                .isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{observedGeneration: 1, conditions: [{type: Ready, status: 'False', reason: TlsFailed, message: internal}]}",
                "{observedGeneration: 1, conditions: [{type: Ready, status: 'True', reason: DonorAvailable}],"
                        + " servers: [{host: m-0, port: 3306, pod: m-0, cloneable: false, message: internal}]}"
            })
    void whatIsWrongWithADonorElsewhereIsNotTold(String status) {
        var broken = Optional.of(donor("allowedNamespaces: {from: All}", status));

        assertThat(reason(of(clone("crm", CROSS, POD, "{}"), broken, "m-0"))).isEqualTo("DonorNotReady");
        assertThat(of(clone("crm", CROSS, POD, "{}"), broken, "m-0").toString()).doesNotContain("internal");
        assertThat(of(clone("shop", "", POD, "{}"), broken, "m-0").toString()).contains("internal");
    }

    @ParameterizedTest(name = "{0}: fixed {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                                     | false",
                "run: 1, settledRun: 1                                                                  | false",
                "run: 0, settledRun: 0, launch: {run: 1, command: clone}                                                | true",
                "run: 1, settledRun: 0, launch: {run: 1, command: clone}                                                | true",
                "run: 1, settledRun: 1, launch: {run: 1, command: clone}                                                | false",
                "run: 1, settledRun: 1, launch: {run: 1, command: clone}, resumeDeadline: '2026-05-04T12:00:01Z'        | true",
                "run: 1, settledRun: 1, launch: {run: 1, command: clone}, resumeDeadline: '2026-05-04T11:59:59Z'        | false",
                "settledRun: 1, launch: {run: 1, command: clone}, conditions: [{type: Transferred, status: 'True'}]     | true",
                "settledRun: 1, launch: {run: 1, command: clone}, step: Failed, observedGeneration: 1                  | true",
                "settledRun: 1, launch: {run: 1, command: clone}, step: Failed, observedGeneration: 0                  | false",
                "run: 2, settledRun: 1, launch: {run: 2, command: discard}                              | false",
                "settledRun: 1, launch: {run: 1, command: clone}, step: Ready, observedGeneration: 0    | true",
                "step: AlreadyDone                                                                      | false"
            })
    void theServerStaysAsLongAsSomethingOfItIsUnderWay(String status, boolean fixed) {
        assertThat(Resolution.isFixed(clone("shop", "", POD, "{" + status + "}"), NOW, _ -> false))
                .isEqualTo(fixed);
    }

    private static final String AGENT = READY.replace(
            "{observedGeneration",
            "{agent: {number: 3, state: Serving, time: '2026-05-04T11:00:00Z', pod: m-1, podUid: p1, host: m-1,"
                    + " port: 3307, fingerprint: " + "ab".repeat(32) + "}, observedGeneration");

    private static final String WITH_AGENT = "agent: {}, tls: {mode: VerifyCA, caSecretRef: {name: ca}}";

    @Test
    void anAgentBesideTheServerIsClonedFromAndTheServerReplicatedFrom() {
        var donor = donor(WITH_AGENT, AGENT.formatted(SOURCE + "," + REPLICA));
        MySQLClone clone = clone("shop", "", POD, "{}");
        clone.setSpec(Serialization.unmarshal("""
                donorRef: {name: prod}
                recipient: {pod: {name: x}}
                replication: {credentialsSecretRef: {name: repl}}
                """, MySQLCloneSpec.class));

        ResolvedDonor chosen = resolved(of(clone, Optional.of(donor), "m-0", "m-1"));

        MySQLCloneSpec spec = Resolution.applied(clone, chosen).getSpec();
        assertThat(spec.server().host()).isEqualTo("m-1");
        assertThat(spec.server().port()).isEqualTo(3307);
        assertThat(spec.server().tls().fingerprint()).isEqualTo("ab".repeat(32));
        assertThat(spec.server().credentialsSecretRef().name()).isEqualTo("account");
        var replication = Objects.requireNonNull(spec.replication());
        assertThat(replication.hostOf(spec.server())).isEqualTo("m-1");
        assertThat(replication.portOf(spec.server())).isEqualTo(3306);
        assertThat(replication.tlsOf(spec.server()).mode()).isEqualTo(TlsMode.VERIFY_CA);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "starting            | state: Serving, | state: Starting, | m-0 m-1 | x   | DonorAgentStarting",
                "ended               | state: Serving, | state: Ended,    | m-0 m-1 | x   | DonorAgentStarting",
                "its pod not Ready   | state: Serving, | state: Serving,  | m-0     | x   | DonorNotReady",
                "beside the recipient| state: Serving, | state: Serving,  | m-0 m-1 | m-1 | DonorNotReady"
            })
    void aCloneWaitsForTheAgent(String when, String before, String after, String ready, String pod, String reason) {
        var donor = donor("agent: {}", AGENT.replace(before, after).formatted(SOURCE + "," + REPLICA));
        var clone = clone("shop", "", "{pod: {name: " + pod + "}}", "{}");

        assertThat(reason(of(clone, Optional.of(donor), ready.split(" ")))).isEqualTo(reason);
    }

    /** Another namespace's clone needs certificates only where it meets the server itself, and that is to replicate. */
    @Test
    void anAgentNeedsNoCertificatesOfAnotherNamespace() {
        var donor = donor(WITH_AGENT, AGENT.formatted(REPLICA));
        var clone = clone("analytics", "namespace: shop, credentialsSecretRef: {name: mine}", POD, "{}");

        assertThat(resolved(of(clone, Optional.of(donor), "m-1")).agent()).isNotNull();
    }

    @ParameterizedTest(name = "agent {0} is there: {2}")
    @CsvSource({"3, Serving, true", "3, Starting, true", "3, Failed, false", "4, Serving, false"})
    void whatAnAgentHeldIsGoneWithIt(int number, String state, boolean fixed) {
        var donor = donor(
                "agent: {}",
                AGENT.replace("number: 3", "number: " + number)
                        .replace("state: Serving", "state: " + state)
                        .formatted(REPLICA));
        var seen = Optional.of(new DonorLookup.Seen(donor, new DonorServers.Found.Servers(List.of())));
        var clone = clone(
                "shop",
                "",
                POD,
                "{run: 1, settledRun: 1, launch: {run: 1, command: clone}, resumeDeadline: '2026-05-04T12:00:01Z',"
                        + " resolvedDonor: {host: m-1, port: 3306, credentialsSecretRef: {name: account},"
                        + " agent: {number: 3, port: 3307, fingerprint: ab}}}");

        assertThat(Resolution.isFixed(clone, NOW, agent -> Resolution.isGone(agent, seen)))
                .isEqualTo(fixed);
        assertThat(Resolution.isFixed(clone, NOW, agent -> Resolution.isGone(agent, Optional.empty())))
                .as("of a MySQLDonor that was deleted")
                .isTrue();
    }
}
