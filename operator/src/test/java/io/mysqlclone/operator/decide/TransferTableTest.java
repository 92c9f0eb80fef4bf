package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.VERIFIED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.RecipientState;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Until the donor's data is in the volume: what is launched, waited for, watched and stopped. */
final class TransferTableTest {

    private static final String LAUNCH = "Preflight AgentStarting | plan clone 1 in u1 | again at once";

    static Stream<Arguments> rowsOfBeginning() {
        return Stream.of(
                row("a pod", Scene.pod(), LAUNCH),
                row("a claim", Scene.claim(), "Preflight AgentStarting | plan clone 1 alone | again at once"),
                row(
                        "a claim that is to be made",
                        Scene.claim().seeing(new RecipientState.ClaimMissing("data-db-2")),
                        "Pending CreatingClaim | create data-db-2 | again 2s"),
                row(
                        "no pod",
                        Scene.pod().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Waiting RecipientNotFound | again 10s"),
                row("a claim in use", Scene.claim().unusable(Reason.VOLUME_IN_USE), "Waiting VolumeInUse | again 10s"),
                row("a pod that is going", Scene.pod(Pods.terminating()), "Waiting WaitingForPod | again 2s"),
                row(
                        "a pod that is starting",
                        Scene.pod(Pods.starting()),
                        "Preflight AgentStarting | plan clone 1 in u2 | again at once"),
                row("a pod without an owner", Scene.pod(Pods.withoutOwner()), LAUNCH),
                row("a donor that is not known", Scene.pod().donorless(), "Waiting DonorNotReady | again 10s"),
                row(
                        "a donor that is not known, and a volume that another clone writes to",
                        Scene.pod().donorless().volumeTakenBy("clone first"),
                        "Waiting DonorNotReady | again 10s"),
                row(
                        "a donor that is not known, and a claim that is to be made",
                        Scene.claim()
                                .seeing(new RecipientState.ClaimMissing("data-db-2"))
                                .donorless(),
                        "Waiting DonorNotReady | again 10s"),
                row(
                        "a donor that is not known, suspended",
                        Scene.pod().donorless().suspended(),
                        "Suspended Suspended"),
                row(
                        "a donor that another clone uses",
                        Scene.pod().donorTakenBy("clone first"),
                        "Waiting DonorBusy | again 10s"),
                row(
                        "a volume that another clone writes to",
                        Scene.pod().volumeTakenBy("clone first"),
                        "Waiting VolumeBusy | again 10s"),
                row(
                        "both",
                        Scene.pod().donorTakenBy("clone first").volumeTakenBy("clone second"),
                        "Waiting VolumeBusy | again 10s"),
                row(
                        "a pod whose memory is nearly full",
                        Scene.pod(Pods.using(Optional.of((1L << 30) - (200L << 20) + 1))),
                        "Waiting NotEnoughMemory | again 30s"),
                row(
                        "and of which less is asked",
                        Scene.pod(Pods.using(Optional.of((1L << 30) - (200L << 20) + 1)))
                                .spec("agent: {requiredMemory: 100Mi}"),
                        LAUNCH),
                row("a pod with room", Scene.pod(Pods.using(Optional.of((1L << 30) - (200L << 20)))), LAUNCH),
                row("a pod whose use nobody measures", Scene.pod(Pods.using(Optional.empty())), LAUNCH),
                row("a clone that was made before", Scene.pod().made(), "Ready AlreadyDone | again at once"),
                row("and was told so", Scene.pod().made().at(Phase.READY, Reason.ALREADY_DONE), "Ready AlreadyDone"),
                row("and is asked for again", Scene.pod().at(Phase.READY, Reason.ALREADY_DONE), LAUNCH),
                row(
                        "and its recipient is away",
                        Scene.pod().unusable(Reason.RECIPIENT_NOT_FOUND).at(Phase.READY, Reason.ALREADY_DONE),
                        "Ready AlreadyDone"),
                row("suspended from the beginning", Scene.pod().suspended(), "Suspended Suspended"),
                row(
                        "suspended without a pod",
                        Scene.pod().suspended().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Suspended Suspended"),
                row(
                        "a run that has vanished",
                        Scene.pod().at(Phase.TRANSFERRING).runs(3, 2, 1),
                        "Preflight AgentStarting | plan clone 4 in u1 | attempts 1 | again at once"),
                row(
                        "a pod made again while a run was in it",
                        Scene.pod(Pods.madeAgain()).at(Phase.TRANSFERRING).runs(1, 0, 0),
                        "Preflight AgentStarting | plan clone 2 in u2 | again at once"),
                row(
                        "a run that the status knows nothing of",
                        Scene.pod().run(Runs.clone(1).waiting("")),
                        "Preflight AgentStarting | again 2s"));
    }

    static Stream<Arguments> rowsOfWatching() {
        return Stream.of(
                row(
                        "not started",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).waiting("")),
                        "Preflight AgentStarting | again 2s"),
                row(
                        "about to start",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).waiting("ContainerCreating")),
                        "Preflight AgentStarting | again 2s"),
                row(
                        "no image",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).waiting("ImagePullBackOff")),
                        "Preflight ImagePullFailed | again 2s"),
                row(
                        "no image, and another one was named",
                        at(Phase.PREFLIGHT).changed().run(Runs.clone(1).waiting("ImagePullBackOff")),
                        "Preflight AgentStarting | plan clone 2 in u1 | again at once"),
                row(
                        "no image on a claim, and another one was named",
                        Scene.claim()
                                .at(Phase.PREFLIGHT)
                                .changed()
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).alone().waiting("ImagePullBackOff")),
                        "Preflight AgentStarting | plan clone 2 alone | again at once"),
                row(
                        "starting, and the spec was changed",
                        at(Phase.PREFLIGHT).changed().run(Runs.clone(1).waiting("")),
                        "Preflight AgentStarting | again 2s"),
                row(
                        "no node",
                        Scene.claim()
                                .at(Phase.PREFLIGHT)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).alone().waiting("Unschedulable")),
                        "Preflight AgentNotStarting | again 2s"),
                row(
                        "a bad image name",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).waiting("InvalidImageName")),
                        "Preflight ImagePullFailed | again 2s"),
                row(
                        "no Secret",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).waiting("CreateContainerConfigError")),
                        "Preflight AgentNotStarting | again 2s"),
                row(
                        "just started",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).silent()),
                        "Preflight AgentStarting | again 2s"),
                row(
                        "waiting at a donor that serves somebody else",
                        at(Phase.PREFLIGHT)
                                .run(Runs.clone(1)
                                        .saying("{state: WaitingForDonor, waitingSince: '2026-05-04T10:00:00Z'}")),
                        "Waiting DonorBusy | again 2s"),
                row(
                        "and suspended meanwhile",
                        at(Phase.WAITING).suspended().run(Runs.clone(1).saying("{state: WaitingForDonor}")),
                        "Suspended Suspending | suspend clone 1 | again 2s"),
                row(
                        "and with other limits",
                        at(Phase.WAITING)
                                .run(Runs.clone(1)
                                        .saying("{state: WaitingForDonor, limits: {maxDataBandwidth: 65536}}")),
                        "Waiting DonorBusy | limit 1 to 0/0 | again 2s"),
                row(
                        "silent for long",
                        at(Phase.PREFLIGHT)
                                .silentFor(Duration.ofSeconds(16))
                                .run(Runs.clone(1).silent()),
                        "Preflight AgentUnreachable | again 2s"),
                row(
                        "silent for long while it transfers",
                        Scene.pod()
                                .at(Phase.TRANSFERRING, Reason.TRANSFERRING)
                                .silentFor(Duration.ofSeconds(16))
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).silent()),
                        "Transferring AgentUnreachable | again 2s"),
                row(
                        "silent while it waits for the donor",
                        Scene.pod()
                                .at(Phase.WAITING, Reason.DONOR_BUSY)
                                .silentFor(Duration.ofSeconds(15))
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).silent()),
                        "Waiting DonorBusy | again 2s"),
                row(
                        "and for long",
                        Scene.pod()
                                .at(Phase.WAITING, Reason.DONOR_BUSY)
                                .silentFor(Duration.ofSeconds(16))
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).silent()),
                        "Waiting AgentUnreachable | again 2s"),
                row(
                        "suspended, which it may not have heard",
                        Scene.pod()
                                .suspended()
                                .at(Phase.SUSPENDED, Reason.SUSPENDING)
                                .holding(PREFLIGHT_PASSED)
                                .silentFor(Duration.ofSeconds(16))
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).silent()),
                        "Transferring AgentUnreachable | suspend clone 1 | again 2s"),
                row(
                        "on a node that is gone",
                        Scene.pod()
                                .at(Phase.TRANSFERRING, Reason.AGENT_UNREACHABLE)
                                .silentFor(Duration.ofMinutes(9))
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).overdue(Duration.ofSeconds(61))),
                        "Transferring AgentUnreachable | again 2s"),
                row(
                        "silent while it transfers",
                        Scene.pod()
                                .at(Phase.TRANSFERRING, Reason.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).silent()),
                        "Transferring Transferring | again 2s"),
                row(
                        "silent while it reconnects",
                        Scene.pod()
                                .at(Phase.TRANSFERRING, Reason.RECONNECTING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).ago(Duration.ofHours(1)).silent()),
                        "Transferring Reconnecting | again 2s"),
                row(
                        "checking",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).saying("{state: Connecting, stage: INIT}")),
                        "Preflight Preflight | again 2s"),
                row(
                        "checking, and nothing passed yet",
                        at(Phase.PREFLIGHT)
                                .run(Runs.clone(1).saying("{conditions: [{type: PreflightPassed, status: 'False'}]}")),
                        "Preflight Preflight | again 2s"),
                row(
                        "copying",
                        at(Phase.PREFLIGHT).run(Runs.clone(1).transferring()),
                        "Transferring Transferring | PreflightPassed=True | again 2s"),
                row(
                        "reconnecting",
                        at(Phase.TRANSFERRING)
                                .run(
                                        Runs.clone(1)
                                                .saying(
                                                        "{state: Reconnecting, conditions: [{type: PreflightPassed, status: 'True'}]}")),
                        "Transferring Reconnecting | PreflightPassed=True | again 2s"),
                row(
                        "failed attempts before stay counted",
                        at(Phase.TRANSFERRING).runs(3, 2, 2).run(Runs.clone(3).transferring()),
                        "Transferring Transferring | PreflightPassed=True | attempts 2 | again 2s"),
                row(
                        "other limits wanted",
                        at(Phase.TRANSFERRING)
                                .spec("transfer: {maxDataBandwidth: 1Mi, maxNetworkBandwidth: 64Ki}")
                                .run(Runs.clone(1).saying("{limits: {maxDataBandwidth: 0, maxNetworkBandwidth: 0}}")),
                        "Preflight Preflight | limit 1 to 1048576/65536 | again 2s"),
                row(
                        "the limits that are wanted",
                        at(Phase.TRANSFERRING)
                                .spec("transfer: {maxDataBandwidth: 1Mi}")
                                .run(Runs.clone(1)
                                        .saying("{limits: {maxDataBandwidth: 1048576, maxNetworkBandwidth: 0}}")),
                        "Preflight Preflight | again 2s"),
                row(
                        "what is left of a failed clone is still being removed",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .changed()
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).silent()),
                        "Waiting VolumeBusy | again 2s"),
                row(
                        "what is left of a failed clone cannot be removed",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .changed()
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        "Preflight AgentStarting | plan clone 3 in u1 | again at once"));
    }

    static Stream<Arguments> rowsOfSuspending() {
        return Stream.of(
                row(
                        "running",
                        at(Phase.TRANSFERRING).suspended().run(Runs.clone(1).transferring()),
                        "Suspended Suspending | suspend clone 1 | again 2s"),
                row(
                        "not started",
                        at(Phase.PREFLIGHT).suspended().run(Runs.clone(1).waiting("")),
                        "Suspended Suspending | suspend clone 1 | again 2s"),
                row(
                        "stopped",
                        at(Phase.SUSPENDED).suspended().run(Runs.clone(1).failed(8, "Suspended")),
                        "Suspended Suspended | settles 0 | again at once"),
                row(
                        "stopped, with failed attempts before",
                        at(Phase.SUSPENDED)
                                .suspended()
                                .runs(3, 2, 2)
                                .run(Runs.clone(3).failed(8, "Suspended")),
                        "Suspended Suspended | settles 2 | again at once"),
                row(
                        "stopped and accounted for",
                        at(Phase.SUSPENDED)
                                .suspended()
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Suspended Suspended"),
                row(
                        "failed before it could stop",
                        at(Phase.SUSPENDED).suspended().run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Suspended NetworkLost | Transferred=False | settles 1 | again 10s"),
                row(
                        "complete before it could stop",
                        at(Phase.SUSPENDED).suspended().run(Runs.clone(1).succeeded()),
                        "Transferring Transferred | PreflightPassed=True, Transferred=True, Verified=True | settles 0"
                                + " | again at once"),
                row(
                        "resumed",
                        at(Phase.SUSPENDED, Reason.SUSPENDED)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Preflight AgentStarting | plan clone 2 in u1 | again at once"),
                row(
                        "resumed before it had stopped",
                        at(Phase.SUSPENDED, Reason.SUSPENDING).run(Runs.clone(1).failed(8, "Suspended")),
                        "Waiting Suspended | settles 0 | again at once"),
                row(
                        "resumed while it still runs",
                        at(Phase.SUSPENDED).run(Runs.clone(1).transferring()),
                        "Transferring Transferring | PreflightPassed=True | again 2s"));
    }

    private static Scene at(Phase phase, Reason reason) {
        return Scene.pod().at(phase, reason).runs(1, 0, 0);
    }

    private static Scene at(Phase phase) {
        return Scene.pod().at(phase).runs(1, 0, 0);
    }

    @Test
    void aNodeThatIsGoneIsTold() {
        Scene scene = at(Phase.TRANSFERRING).silentFor(Duration.ofMinutes(9));
        assertThat(scene.run(Runs.clone(1).overdue(Duration.ofSeconds(61))).message())
                .contains("node is down or cut off", "out-of-service");

        scene = at(Phase.TRANSFERRING).silentFor(Duration.ofMinutes(9));
        assertThat(scene.run(Runs.clone(1).overdue(Duration.ofSeconds(59))).message())
                .contains("NetworkPolicy");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfBeginning", "rowsOfWatching", "rowsOfSuspending"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whoWaitsIsToldForWhom() {
        assertThat(Scene.pod().donorTakenBy("clone first").message()).contains("clone first comes first");
        assertThat(Scene.pod().volumeTakenBy("clone first").message()).contains("written to by clone first");
    }

    @Test
    void theKubeletsReasonIsToldWhenTheAgentCannotStart() {
        assertThat(at(Phase.PREFLIGHT)
                        .run(Runs.clone(1).waiting("ImagePullBackOff"))
                        .message())
                .contains("clone-agent-0a1b2c3d-1 in pod db-1", "ImagePullBackOff", "Back-off pulling image");
    }

    @Test
    void aMissingSecretIsToldWithWhatToDo() {
        assertThat(at(Phase.PREFLIGHT)
                        .run(Runs.clone(1).waiting("CreateContainerConfigError"))
                        .message())
                .contains("goes on by itself");
    }

    @Test
    void anAgentThatCannotBeStartedIsAFailedTryAndSaysWhy() {
        Scene scene = at(Phase.PREFLIGHT).run(Runs.clone(1).notStarted("Key ca.crt of Secret ca holds a NUL byte."));

        assertThat(scene.decided())
                .isEqualTo("Waiting AgentNotStarting | PreflightPassed=False | settles 1 | again 10s");
        assertThat(scene.message())
                .startsWith("Key ca.crt of Secret ca holds a NUL byte. It is tried again at 2026-05-04T10:")
                .endsWith("(2 of 7).");
    }

    @Test
    void theDeadlineOfAReconnectionIsTold() {
        Scene scene = at(Phase.TRANSFERRING)
                .run(Runs.clone(1)
                        .saying("{state: Reconnecting, resumeDeadline: '2026-05-04T10:05:00Z',"
                                + " conditions: [{type: PreflightPassed, status: 'True'}]}"));

        assertThat(scene.message()).contains("until 2026-05-04T10:05:00Z");
    }

    @Test
    void theUserOfAnUnreachableAgentIsToldWhereToLook() {
        assertThat(at(Phase.PREFLIGHT)
                        .silentFor(Duration.ofMinutes(1))
                        .run(Runs.clone(1).ago(Duration.ofMinutes(1)).silent())
                        .message())
                .contains("pod db-1", "NetworkPolicy", "goes on");
    }

    @Test
    void whatTheTransferHasProvenIsTold() {
        Situation verified =
                at(Phase.TRANSFERRING).run(Runs.clone(1).succeeded()).situation();
        Situation unverified = at(Phase.TRANSFERRING)
                .spec("transfer: {verifyPages: false}")
                .run(Runs.clone(1).succeeded())
                .situation();

        assertThat(Decider.decide(verified).verdicts())
                .extracting(Verdict::message)
                .contains("4.0 KiB of data are in the volume.")
                .anyMatch(message ->
                        message.contains("container mysql of pod db-1, its data directory is /var/lib/mysql"))
                .anyMatch(message -> message.contains("7 pages have the right checksum"));
        assertThat(Decider.decide(unverified).verdicts())
                .filteredOn(verdict -> verdict.type() == VERIFIED)
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.truth()).isEqualTo(Verdict.Truth.UNKNOWN);
                    assertThat(verdict.reason()).isEqualTo(Reason.SKIPPED);
                    assertThat(verdict.message()).contains("verifyPages is false");
                });
        assertThat(Decider.decide(unverified).message()).isEqualTo("The clone is complete.");
    }

    @Test
    void anAgentThatDiesAfterPreflightIsNotBlamedOnPreflight() {
        Scene before = at(Phase.PREFLIGHT).run(Runs.clone(1).killed(137, "OOMKilled"));
        Scene after = at(Phase.TRANSFERRING)
                .holding(PREFLIGHT_PASSED)
                .run(Runs.clone(1).killed(137, "OOMKilled"));

        assertThat(before.decided()).isEqualTo("Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s");
        assertThat(after.decided()).isEqualTo("Waiting AgentFailed | Transferred=False | settles 1 | again 10s");
    }
}
