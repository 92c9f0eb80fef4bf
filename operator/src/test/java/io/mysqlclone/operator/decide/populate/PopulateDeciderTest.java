package io.mysqlclone.operator.decide.populate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.operator.decide.populate.PopulateDecision.State;
import io.mysqlclone.operator.decide.populate.PopulateDecision.Step;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.PopulateObservation;
import io.mysqlclone.operator.observe.populate.Prime;
import io.mysqlclone.operator.observe.populate.Volume;
import io.mysqlclone.operator.observe.populate.VolumeClass;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done about a claim, moment by moment. */
final class PopulateDeciderTest {

    private static final VolumeClass CLASS = new VolumeClass(true, true);

    private static final Prime FILLED = new Prime(true, false, true, false, Optional.of("pv"), false);

    private String spec = """
            storageClassName: fast
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 1Gi}}
            dataSourceRef: {apiGroup: mysqlclone.io, kind: MySQLDonor, name: production}
            """;
    private String metadata = "annotations: {volume.kubernetes.io/selected-node: node-1}";
    private String phase = "Pending";
    private Optional<VolumeClass> storageClass = Optional.of(CLASS);
    private Optional<MySQLClone> clone = Optional.empty();
    private boolean ours = true;
    private Optional<Prime> prime = Optional.empty();
    private Optional<Volume> volume = Optional.empty();

    private ClaimToFill claim() {
        return ClaimToFill.of(Serialization.unmarshal(
                """
                metadata:
                  name: data-reports-0
                  namespace: shop
                  uid: u1
                %s
                spec:
                %s
                status: {phase: %s}
                """.formatted(metadata.indent(2), spec.indent(2), phase), PersistentVolumeClaim.class));
    }

    private PopulateDecision decide() {
        return PopulateDecider.decide(
                new PopulateObservation(claim(), storageClass, clone, clone.isPresent() && ours, prime, volume));
    }

    private void clone(String more) {
        clone = Optional.of(Serialization.unmarshal("""
                metadata: {name: prime-u1, namespace: shop}
                spec: {donorRef: {name: production}, recipient: {persistentVolumeClaim: {claimName: prime-u1}}}
                status:
                %s""".formatted(more.indent(2)), MySQLClone.class));
    }

    private static String ready(String step, String reason) {
        return """
                phase: %1$s
                step: %1$s
                message: It is so.
                conditions: [{type: Ready, status: 'False', reason: %2$s}]
                """.formatted(step, reason);
    }

    private static Volume volume(Volume.Holder holder) {
        return new Volume("pv", "7", holder, false);
    }

    private String told() {
        return decide().telling().map(PopulateDecision.Telling::message).orElse("");
    }

    private String reason() {
        return decide().telling().map(one -> one.reason().text()).orElse("");
    }

    @Test
    void onlyClaimsWithAMySQLDonorAreMeant() {
        assertThat(ClaimToFill.is(Serialization.unmarshal(
                        "spec: {dataSourceRef: {kind: PersistentVolumeClaim, name: a}}", PersistentVolumeClaim.class)))
                .isFalse();
        assertThat(ClaimToFill.is(Serialization.unmarshal(
                        "spec: {dataSourceRef: {apiGroup: else.io, kind: MySQLDonor, name: a}}",
                        PersistentVolumeClaim.class)))
                .isFalse();
        assertThat(ClaimToFill.is(Serialization.unmarshal("spec: {}", PersistentVolumeClaim.class)))
                .isFalse();
    }

    @Test
    void aCloneIsMadeWhenTheSchedulerHasChosenANode() {
        assertThat(decide().step()).isEqualTo(new Step.Make());
        assertThat(reason()).isEqualTo("PopulateStarted");
        metadata = "labels: {}";
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(decide().telling()).isEmpty();
        storageClass = Optional.of(new VolumeClass(false, true));
        assertThat(decide().step()).isEqualTo(new Step.Make());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            volumeMode: Block                                  | volumeMode: Block
            selector: {matchLabels: {a: b}}                    | selector
            volumeAttributesClassName: gold                    | volumeAttributesClassName
            accessModes: [ReadOnlyMany]                        | ReadOnlyMany
            storageClassName: ''                               | no default class
            'dataSourceRef: {apiGroup: mysqlclone.io, kind: MySQLDonor, name: a, namespace: other}' | own namespace only
            """)
    void whatCannotBeDoneIsRefused(String field, String words) {
        String key = field.substring(0, field.indexOf(':') + 1);
        spec = spec.lines().filter(line -> !line.startsWith(key)).collect(java.util.stream.Collectors.joining("\n"))
                + "\n" + field + "\n";
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(decide().state()).isEqualTo(State.REFUSED);
        assertThat(reason()).isEqualTo("PopulateRefused");
        assertThat(told()).contains(words);
    }

    @Test
    void anAnnotationThatIsNoUserIsRefused() {
        metadata = "annotations: {mysqlclone.io/run-as-user: mysql, volume.kubernetes.io/selected-node: n}";
        assertThat(told()).contains("mysqlclone.io/run-as-user: mysql");
        metadata = "annotations: {mysqlclone.io/run-as-user: '27', volume.kubernetes.io/selected-node: n}";
        assertThat(decide().step()).isEqualTo(new Step.Make());
    }

    @Test
    void aClassThatIsNotThereOrMakesNoVolumesIsTold() {
        storageClass = Optional.empty();
        assertThat(told()).isEqualTo("There is no StorageClass fast.");
        storageClass = Optional.of(new VolumeClass(true, false));
        assertThat(told()).contains("StorageClass fast makes no volumes");
    }

    @Test
    void theOwnNamespaceMayBeNamed() {
        spec = spec.replace("name: production}", "name: production, namespace: shop}");
        assertThat(decide().step()).isEqualTo(new Step.Make());
    }

    @Test
    void aNameThatSomebodyElseHasIsTold() {
        clone(ready("Ready", "Succeeded"));
        ours = false;
        assertThat(told()).contains("MySQLClone prime-u1 that was not made for this claim");
        clone = Optional.empty();
        prime = Optional.of(new Prime(false, true, false, false, Optional.empty(), false));
        assertThat(told()).contains("PersistentVolumeClaim prime-u1 that nobody owns");
    }

    @Test
    void whatAnEarlierCloneHasLeftIsWaitedFor() {
        prime = Optional.of(new Prime(false, false, false, true, Optional.of("pv"), false));
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(decide().again()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "24, ''", "25, 25 %", "60, 50 %", "99, 75 %"})
    void progressIsToldAtEachQuarter(int percent, String words) {
        clone(ready("Transferring", "Transferring") + "progress: {percent: " + percent + "}");
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(told()).contains(words);
        assertThat(decide().telling().isPresent()).isEqualTo(!words.isEmpty());
    }

    @Test
    void whatTheCloneWaitsForIsToldOnce() {
        clone(ready("Waiting", "DonorNotReady"));
        assertThat(reason()).isEqualTo("DonorNotReady");
        assertThat(told()).isEqualTo("MySQLClone prime-u1: It is so.");
        assertThat(decide().telling().orElseThrow().key()).doesNotContain("It is so.");
        clone("{}");
        assertThat(decide().telling()).isEmpty();
    }

    @Test
    void aFailedCloneLeavesTheClaimPending() {
        clone(ready("Failed", "RecipientFull"));
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(decide().state()).isEqualTo(State.FAILED);
        assertThat(reason()).isEqualTo("PopulateFailed");
        assertThat(told()).contains("It is so.", "kubectl delete mysqlclone -n shop prime-u1");
    }

    @Test
    void theVolumeOfACompleteCloneIsGivenToTheClaim() {
        clone(ready("Ready", "Succeeded"));
        prime = Optional.of(FILLED);
        volume = Optional.of(volume(Volume.Holder.PRIME));
        assertThat(decide().step()).isEqualTo(new Step.Rebind(volume(Volume.Holder.PRIME)));

        // An operator dies here; the next one waits for Kubernetes.
        volume = Optional.of(volume(Volume.Holder.CLAIM));
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        assertThat(decide().again()).isPresent();
        spec = spec + "volumeName: pv\n";
        assertThat(decide().step()).isEqualTo(new Step.Rest());
        phase = "Bound";
        assertThat(decide().step())
                .as("which has not seen yet that the other one has lost it")
                .isEqualTo(new Step.Rest());
        prime = Optional.of(new Prime(true, false, true, false, Optional.of("pv"), true));
        assertThat(decide().step()).isEqualTo(new Step.Remove(clone.orElseThrow()));
        assertThat(reason()).isEqualTo("PopulateFinished");
        clone = Optional.empty();
        volume = Optional.empty();
        assertThat(decide()).isEqualTo(PopulateDecision.rest(State.DONE));
    }

    @Test
    void whatIsNotTheClonesOwnWorkIsNeverGivenAway() {
        clone(ready("Ready", "Succeeded"));
        volume = Optional.of(volume(Volume.Holder.PRIME));
        for (Prime each : new Prime[] {
            new Prime(false, true, true, false, Optional.of("pv"), false),
            new Prime(true, false, false, false, Optional.of("pv"), false),
            new Prime(true, false, true, true, Optional.of("pv"), false)
        }) {
            prime = Optional.of(each);
            assertThat(decide().step()).as(each.toString()).isEqualTo(new Step.Remove(clone.orElseThrow()));
            assertThat(reason()).isEqualTo("PopulateAgain");
        }
        prime = Optional.of(FILLED);
        for (Volume each :
                new Volume[] {volume(Volume.Holder.OTHER), new Volume("pv", "7", Volume.Holder.PRIME, true)}) {
            volume = Optional.of(each);
            assertThat(decide().step()).as(each.toString()).isEqualTo(new Step.Remove(clone.orElseThrow()));
        }
    }

    @Test
    void aCloneWhoseVolumeIsLostMidwayIsMadeAgain() {
        clone(ready("Transferring", "Transferring"));
        prime = Optional.of(new Prime(true, false, false, false, Optional.of("pv"), true));
        assertThat(decide().step()).isEqualTo(new Step.Remove(clone.orElseThrow()));
        assertThat(told()).contains("was under way");
    }

    @Test
    void aCloneThatIsDeletedIsWaitedFor() {
        clone(ready("Ready", "Succeeded"));
        clone.orElseThrow().getMetadata().setDeletionTimestamp("2026-05-04T10:00:00Z");
        prime = Optional.of(FILLED);
        volume = Optional.of(volume(Volume.Holder.PRIME));
        assertThat(decide().step()).isEqualTo(new Step.Rest());
    }

    @Test
    void aClaimThatIsDeletedTakesItsCloneAlong() {
        clone(ready("Ready", "Succeeded"));
        prime = Optional.of(FILLED);
        volume = Optional.of(volume(Volume.Holder.PRIME));
        metadata = "deletionTimestamp: 2026-05-04T10:00:00Z";
        assertThat(decide().step()).isEqualTo(new Step.Remove(clone.orElseThrow()));
        clone = Optional.empty();
        assertThat(decide().step()).isEqualTo(new Step.Rest());
    }

    @Test
    void aClaimThatSomebodyElseHasBoundIsTold() {
        clone(ready("Transferring", "Transferring"));
        spec = spec + "volumeName: other\n";
        phase = "Bound";
        assertThat(decide().step()).isEqualTo(new Step.Remove(clone.orElseThrow()));
        assertThat(told()).contains("a volume that no data was copied to");
    }

    @Test
    void aVolumeThatSomebodyHasChosenIsLeftToHim() {
        spec = spec + "volumeName: other\n";
        assertThat(decide().step()).isEqualTo(new Step.Rest());
    }
}
