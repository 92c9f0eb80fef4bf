package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.Overwrite;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A MySQLCloneSet and the MySQLClones that it makes. */
@Execution(ExecutionMode.CONCURRENT)
final class CloneSetIT {

    /** A clone-agent, which serves several at once. */
    private static final String DONOR = "donor: {host: db.example.com, credentialsSecretRef: {name: donor},"
            + " tls: {mode: VerifyFingerprint, fingerprint: \"" + "AB:".repeat(31) + "AB\"}}";

    static void statefulSet(Stage stage, int replicas) {
        TestCluster.client()
                .resource(Serialization.unmarshal("""
                        metadata: {name: db, namespace: %s}
                        spec:
                          serviceName: db
                          replicas: %d
                          selector: {matchLabels: {app: db}}
                          template:
                            metadata: {labels: {app: db}}
                            spec: {containers: [{name: mysql, image: 'mysql:9.7'}]}
                        """.formatted(stage.namespace(), replicas), StatefulSet.class))
                .create();
    }

    static void set(KubernetesClient user, String namespace, String template, String more) {
        user.resource(Serialization.unmarshal("""
                        metadata: {name: fill, namespace: %s}
                        spec:
                          statefulSetRef: {name: db}
                          template:
                            metadata: {labels: {team: shop}}
                            spec:
                              recipient: {overwrite: Always}
                              %s
                        %s""".formatted(namespace, template, more.indent(2)), MySQLCloneSet.class))
                .create();
    }

    private static void set(Stage stage, String template, String more) {
        set(TestCluster.client(), stage.namespace(), template, more);
    }

    private static Resource<MySQLCloneSet> resource(Stage stage) {
        return TestCluster.client()
                .resources(MySQLCloneSet.class)
                .inNamespace(stage.namespace())
                .withName("fill");
    }

    static MySQLCloneSetStatus await(Stage stage, Predicate<MySQLCloneSetStatus> wanted) {
        return Stage.eventually()
                .until(() -> resource(stage).require().reported().orElse(MySQLCloneSetStatus.EMPTY), wanted);
    }

    static MySQLCloneSetStatus awaitReason(Stage stage, String reason) {
        return await(
                stage,
                status -> status.condition(ConditionType.READY)
                        .filter(condition -> reason.equals(condition.getReason()))
                        .isPresent());
    }

    private static MySQLClone awaitClone(Stage stage, String name) {
        return Stage.eventually().until(() -> stage.resource(name).get(), clone -> clone != null);
    }

    private static List<String> clones(Stage stage) {
        return TestCluster.client()
                .resources(MySQLClone.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems()
                .stream()
                .map(clone -> clone.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static boolean isApproved(Stage stage, String clone) {
        return "true".equals(stage.get(clone).getMetadata().getAnnotations().get(MySQLClone.APPROVE_RESTART));
    }

    private static void isRestarted(Stage stage, String clone, String pod) throws IOException {
        stage.restartsOnTheClone(clone, pod, 2);
        stage.kubelet().ends(pod, 3, 0, Words.recovered(false));
        stage.awaitPhase(clone, Phase.READY);
    }

    /** What agents do for a member, which the set lets be restarted. */
    static void completes(Stage stage, String clone, String pod) throws IOException {
        awaitClone(stage, clone);
        stage.kubelet().ends(pod, 1, 0, Words.received());
        isRestarted(stage, clone, pod);
    }

    @Test
    void membersAreFilledAtOnceAndRestartedOneAfterTheOther() throws IOException {
        try (Stage stage = new Stage()) {
            statefulSet(stage, 2);
            stage.kubelet().serves("db-0");
            stage.kubelet().serves("db-1");
            set(stage, DONOR, "");
            MySQLClone clone = awaitClone(stage, "fill-1");
            assertThat(clone.getSpec().recipient().target()).isEqualTo(new StatefulSetRecipient("db", 1));
            assertThat(clone.getSpec().recipient().overwrite()).isEqualTo(Overwrite.ALWAYS);
            assertThat(clone.getSpec().restartPolicy()).isEqualTo(RestartPolicy.MANUAL);
            assertThat(clone.getMetadata().getLabels())
                    .containsEntry("mysqlclone.io/set", "fill")
                    .containsEntry("team", "shop");
            assertThat(clone.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
                assertThat(owner.getUid())
                        .isEqualTo(resource(stage).require().getMetadata().getUid());
                assertThat(owner.getController()).isTrue();
            });

            stage.kubelet().launched("db-0", 1);
            stage.kubelet().ends("db-1", 1, 0, Words.received());
            Stage.eventually().until(() -> isApproved(stage, "fill-1"));
            stage.kubelet().ends("db-0", 1, 0, Words.received());
            stage.awaitPhase("fill-0", Phase.AWAITING_APPROVAL);
            stage.waitsForStop("fill-1", "db-1", 2);
            MySQLCloneSetStatus filling = await(
                    stage,
                    status -> status.members().stream()
                            .map(Member::phase)
                            .toList()
                            .equals(List.of(Phase.AWAITING_APPROVAL, Phase.RESTARTING)));
            assertThat(isApproved(stage, "fill-0")).isFalse();
            assertThat(filling.active()).isEqualTo(2);
            assertThat(filling.holds(ConditionType.RECONCILING)).isTrue();
            assertThat(stage.operator()
                            .registry()
                            .get("mysqlclone.set.members")
                            .tag("state", "active")
                            .gauge()
                            .value())
                    .isEqualTo(2);
            stage.kubelet().makesAgain("db-1");
            stage.kubelet().ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("fill-1", Phase.READY);

            Stage.eventually().until(() -> isApproved(stage, "fill-0"));
            isRestarted(stage, "fill-0", "db-0");
            MySQLCloneSetStatus ready = awaitReason(stage, "Succeeded");
            assertThat(ready.holds(ConditionType.READY)).isTrue();
            assertThat(ready.condition(ConditionType.RECONCILING)).isEmpty();
            assertThat(Objects.requireNonNull(ready.display()).ready()).isEqualTo("2/2");
            assertThat(ready.progress().percent()).isEqualTo(100);
            assertThat(ready.bytesFromDonor()).isPositive();
            assertThat(stage.events("fill"))
                    .contains("MemberMade", "Filling", "MemberApproved", "Succeeded")
                    .filteredOn("MemberMade"::equals)
                    .hasSize(2);
        }
    }

    @Test
    void anOperatorThatDiedWhenItHadMadeMembersFindsThem() {
        try (Stage stage = new Stage()) {
            statefulSet(stage, 3);
            set(stage, DONOR, "maxConcurrent: 2");
            awaitClone(stage, "fill-1");
            String uid = stage.uid("fill-0");
            stage.stopOperator();
            // As if it had not come to write that down.
            resource(stage).editStatus(set -> {
                set.setStatus(null);
                return set;
            });
            stage.restartOperator();
            await(stage, status -> status.active() == 2 && status.total() == 3);
            assertThat(clones(stage)).containsExactly("fill-0", "fill-1");
            assertThat(stage.uid("fill-0")).isEqualTo(uid);
        }
    }

    @Test
    void aMemberThatTheStatefulSetIsScaledUpToIsFilledToo() throws IOException {
        try (Stage stage = new Stage()) {
            statefulSet(stage, 1);
            stage.kubelet().serves("db-0");
            set(stage, DONOR, "fill: NewOrdinals");
            completes(stage, "fill-0", "db-0");
            awaitReason(stage, "Succeeded");
            // What has been Ready is not made again.
            stage.resource("fill-0").delete();
            stage.awaitGone("fill-0");
            TestCluster.client()
                    .apps()
                    .statefulSets()
                    .inNamespace(stage.namespace())
                    .withName("db")
                    .scale(2);
            awaitClone(stage, "fill-1");
            MySQLCloneSetStatus status = await(stage, each -> each.total() == 2 && each.active() == 1);
            assertThat(status.ready()).isEqualTo(1);
            assertThat(clones(stage)).containsExactly("fill-1");
        }
    }

    @Test
    void aChainBeginsWithOneMemberWhichTheOthersAreClonedFrom() throws IOException {
        try (Stage stage = new Stage()) {
            statefulSet(stage, 3);
            MySQLDonor prod = DonorIT.donor(TestCluster.client(), stage.namespace(), "prod", """
                    podRef: {name: db-0, port: 3308}
                    credentialsSecretRef: {name: account}
                    tls: {mode: Required}
                    """);
            stage.kubelet().serves("db-0");
            stage.kubelet().serves("db-1");
            stage.kubelet().endsAgentPod(DonorIT.probePod(stage, prod, 1), 0, DonorIT.probe(DonorIT.SOURCE));
            set(stage, "donorRef: {name: prod}", "strategy: Chain");
            completes(stage, "fill-1", "db-1");
            MySQLClone next = awaitClone(stage, "fill-2");

            assertThat(Objects.requireNonNull(next.getSpec().donorRef()).name()).isEqualTo("fill-1");
            assertThat(Objects.requireNonNull(stage.get("fill-1").getSpec().donorRef())
                            .name())
                    .isEqualTo("prod");
            MySQLDonor member = TestCluster.client()
                    .resources(MySQLDonor.class)
                    .inNamespace(stage.namespace())
                    .withName("fill-1")
                    .require();
            assertThat(Objects.requireNonNull(member.getSpec().podRef()).name()).isEqualTo("db-1");
            assertThat(Objects.requireNonNull(member.getSpec().podRef()).port()).isEqualTo(3308);
            assertThat(member.getSpec().tls()).isEqualTo(prod.getSpec().tls());
            assertThat(member.getSpec().credentialsSecretRef())
                    .isEqualTo(prod.getSpec().credentialsSecretRef());
            assertThat(member.getMetadata().getOwnerReferences()).hasSize(1);
            MySQLCloneSetStatus status = await(stage, each -> each.source() != null && each.active() == 1);
            assertThat(status.source()).isEqualTo(1);
            assertThat(status.donorOrdinal()).as("it is left out").isZero();
            assertThat(status.total()).isEqualTo(2);
            assertThat(status.members()).extracting(Member::source).containsExactly(null, 1);
            assertThat(clones(stage)).containsExactly("fill-1", "fill-2");
        }
    }

    @Test
    void aNameThatSomebodyElseHasIsToldAndKeepsNoOtherMemberWaiting() {
        try (Stage stage = new Stage()) {
            statefulSet(stage, 2);
            stage.create("fill-0", DONOR + "\nrecipient: {pod: {name: other}}\n");
            String uid = stage.uid("fill-0");
            set(stage, DONOR, "");
            assertThat(awaitReason(stage, "LaunchRefused").message())
                    .contains("MySQLClone fill-0 that this set has not made");
            awaitClone(stage, "fill-1");
            assertThat(stage.uid("fill-0")).isEqualTo(uid);
        }
    }

    @Test
    void aDonorThatIsChosenAmongTheMembersIsRefusedUntilItIsNamed() {
        try (Stage stage = new Stage()) {
            set(stage, "donorRef: {name: prod}", "");
            awaitReason(stage, "RecipientNotFound");
            statefulSet(stage, 2);
            awaitReason(stage, "DonorNotFound");
            DonorIT.donor(
                    TestCluster.client(),
                    stage.namespace(),
                    "prod",
                    "statefulSetRef: {name: db}\ncredentialsSecretRef: {name: account}");
            assertThat(awaitReason(stage, "DonorAmongMembers").holds(ConditionType.STALLED))
                    .isTrue();
            TestCluster.client()
                    .resources(MySQLDonor.class)
                    .inNamespace(stage.namespace())
                    .withName("prod")
                    .edit(donor -> Serialization.unmarshal(
                            Serialization.asJson(donor).replace("\"PreferReplica\"", "\"Ordinal\", \"ordinal\": 0"),
                            MySQLDonor.class));
            awaitClone(stage, "fill-1");
            assertThat(clones(stage)).containsExactly("fill-1");
        }
    }
}
