package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes first at a donor and at a volume. */
final class RivalsTest {

    private static final MySQLClone MINE = clone("mine", 10, "a", "{pod: {name: db-1}}", "{}");

    private static MySQLClone clone(String name, int second, String donor, String recipient, String status) {
        return Serialization.unmarshal("""
                metadata:
                  name: %1$s
                  namespace: shop
                  uid: uid-%1$s
                  creationTimestamp: '2026-05-04T10:00:%2$02dZ'
                spec:
                  donor: {host: %3$s, credentialsSecretRef: {name: donor}}
                  recipient: %4$s
                status: %5$s
                """.formatted(name, second, donor, recipient, status), MySQLClone.class);
    }

    /** Another one of the same donor, older, in this state. */
    private static MySQLClone older(String status) {
        return clone("older", 1, "a", "{pod: {name: db-2}}", status);
    }

    private static MySQLClone younger(String status) {
        return clone("younger", 20, "a", "{pod: {name: db-2}}", status);
    }

    /** Another one of the same volume, older, in this state. */
    private static MySQLClone neighbour(String status) {
        return clone("neighbour", 1, "b", "{pod: {name: db-1}}", status);
    }

    private static String status(String phase, String reason) {
        return "{phase: " + phase + ", conditions: [{type: Ready, status: 'False', reason: " + reason + "}]}";
    }

    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");

    private static Competition competition(MySQLClone... others) {
        return competitionOf(MINE, others);
    }

    private static Competition competitionOf(MySQLClone clone, MySQLClone... others) {
        return Rivals.of(clone, Stream.concat(Stream.of(clone), Stream.of(others)), NOW);
    }

    /** Another version may call phases and reasons otherwise. */
    @ParameterizedTest
    @CsvSource({
        "Transferring, true",
        "AtDonor, true",
        "WaitingForDonor, true",
        "NotStarting, false",
        "WaitingForVolume, false",
        "Waiting, false",
        "Failed, false"
    })
    void whoComesFirstIsKnownByItsStepWhateverPeopleAreTold(String step, boolean first) {
        String status =
                "{phase: Dancing, step: " + step + ", conditions: [{type: Ready, status: 'False', reason: Whatever}]}";

        assertThat(competition(older(status)).donor().isPresent()).isEqualTo(first);
    }

    /** It serves several at once, whether it is named by itself or was looked up. */
    @Test
    void nobodyComesFirstAtAnAgentThatGivesClones() {
        Donor pinned =
                new Donor("a", 3307, MINE.getSpec().server().credentialsSecretRef(), Tls.pinned("ab".repeat(32)));
        String transfers = "{phase: Transferring, step: Transferring, donor: {serverUuid: u}, conditions:"
                + " [{type: PreflightPassed, status: 'True'}]}";
        MySQLClone mine = clone("mine", 10, "a", "{pod: {name: db-1}}", transfers);
        MySQLClone other = older(transfers);
        assertThat(competitionOf(mine, other).donor()).as("at a server").isPresent();
        mine.setSpec(mine.getSpec().from(pinned, pinned, Transfer.DEFAULT));
        assertThat(competitionOf(mine, other).donor()).as("beside the server").isEmpty();
        other.setSpec(mine.getSpec().to(other.getSpec().recipient()));
        assertThat(competitionOf(mine, other).donor()).as("at the same agent").isEmpty();
        other.getMetadata().setNamespace("elsewhere");
        assertThat(competitionOf(mine, other).donor())
                .as("at the same agent, from elsewhere")
                .isEmpty();
    }

    @Test
    void allThatComeFirstAreCounted() {
        MySQLClone oldest = clone("oldest", 0, "a", "{pod: {name: db-3}}", sending());

        assertThat(competition(older("{}"), oldest, younger("{}")).ahead()).isEqualTo(2);
        assertThat(competition(younger("{}")).ahead()).isEqualTo(1);
        assertThat(competition(oldest, older("{}"), neighbour("{phase: Transferring}"))
                        .ahead())
                .as("at the volume, which is waited for first")
                .isEqualTo(1);
    }

    @Test
    void nobodyIsItsOwnRival() {
        assertThat(competition()).isEqualTo(Competition.NONE);
    }

    @Test
    void ofTwoThatNobodyHasLookedAtTheOlderComesFirst() {
        assertThat(competition(older("{}")).donor()).contains("clone older");
        assertThat(competition(younger("{}")).donor()).isEmpty();
    }

    @Test
    void ofTwoThatWereMadeAtOnceTheNameDecides() {
        MySQLClone before = clone("alpha", 10, "a", "{pod: {name: db-2}}", "{}");
        MySQLClone after = clone("omega", 10, "a", "{pod: {name: db-2}}", "{}");

        assertThat(competition(before).donor()).contains("clone alpha");
        assertThat(competition(after).donor()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Preflight, AgentStarting",
        "Transferring, Transferring",
        "Transferring, Reconnecting",
        "Cancelling, Cancelling",
        "Suspended, Suspending"
    })
    void whoseAgentRunsComesFirstHoweverYoung(String phase, String reason) {
        assertThat(competition(younger(status(phase, reason))).donor()).contains("clone younger");
    }

    @ParameterizedTest
    @CsvSource({
        "Waiting, VolumeBusy",
        "Waiting, NetworkLost",
        "Waiting, RecipientNotFound",
        "Pending, CreatingClaim",
        "Suspended, Suspended",
        "Failed, DonorError"
    })
    void whoCannotBeginAnywayKeepsNobodyFromTheDonor(String phase, String reason) {
        assertThat(competition(older(status(phase, reason))).donor()).isEmpty();
    }

    @Test
    void whoWaitsForTheDonorKeepsItsTurn() {
        assertThat(competition(older(status("Waiting", "DonorBusy"))).donor()).contains("clone older");
        assertThat(competition(younger(status("Waiting", "DonorBusy"))).donor()).isEmpty();
    }

    @Test
    void whoseAgentWaitsAtTheDonorComesFirstHoweverYoungAndKeepsItsVolume() {
        String waiting = "{phase: Waiting, run: 3, settledRun: 2,"
                + " conditions: [{type: Ready, status: 'False', reason: DonorBusy}]}";

        assertThat(competition(younger(waiting)).donor()).contains("clone younger");
        assertThat(competition(neighbour(waiting)).volume()).contains("clone neighbour");
        assertThat(competition(elsewhere("a.shop.svc", waiting)).donor()).isEmpty();
    }

    private static String uuid(String status, String uuid) {
        return status.replaceFirst("\\{", "{donor: {serverUuid: " + uuid + "}, ");
    }

    @Test
    void oneServerIsOneDonorWhateverItIsCalled() {
        String sending = uuid(sending(), "u-1");
        MySQLClone mine = clone("mine", 10, "10.0.0.7", "{pod: {name: db-1}}", uuid("{}", "u-1"));
        MySQLClone unknown = clone("mine", 10, "10.0.0.7", "{pod: {name: db-1}}", "{}");
        MySQLClone another = clone("mine", 10, "a", "{pod: {name: db-1}}", uuid("{}", "u-2"));

        assertThat(competitionOf(mine, older(sending)).donor()).contains("clone older");
        assertThat(competitionOf(unknown, older(sending)).donor()).isEmpty();
        assertThat(competitionOf(another, older(sending)).donor()).isEmpty();
    }

    /** Somebody else's server may say of itself what it likes. */
    @Test
    void aUuidOfAnotherNamespaceKeepsNobodyWaiting() {
        MySQLClone mine = clone("mine", 10, "a.shop.svc", "{pod: {name: db-1}}", uuid("{}", "u-1"));

        assertThat(competitionOf(mine, elsewhere("rogue.lab.svc", uuid(sending(), "u-1")))
                        .donor())
                .isEmpty();
    }

    private static String resumable(String deadline) {
        return "{phase: Waiting, resumeDeadline: '" + deadline + "',"
                + " conditions: [{type: Ready, status: 'False', reason: NetworkLost}]}";
    }

    @Test
    void whoCanGoOnKeepsItsTurnWhileTheDonorHoldsItsSnapshot() {
        assertThat(competition(younger(resumable("2026-05-04T12:00:01Z"))).donor())
                .contains("clone younger");
        assertThat(competition(younger(resumable("2026-05-04T12:00:00Z"))).donor())
                .isEmpty();
        assertThat(competition(neighbour(resumable("2026-05-04T12:00:01Z"))).volume())
                .isEmpty();
    }

    /** Otherwise they would wait for each other until the snapshot is gone. */
    @Test
    void whoCanGoOnIsNotKeptByWhoWaitsForIt() {
        MySQLClone mine = clone("mine", 10, "a", "{pod: {name: db-1}}", resumable("2026-05-04T12:00:01Z"));

        assertThat(competitionOf(mine, older(status("Waiting", "DonorBusy"))).donor())
                .isEmpty();
        assertThat(competitionOf(mine, older(resumable("2026-05-04T12:00:01Z"))).donor())
                .contains("clone older");
        assertThat(competitionOf(mine, younger(resumable("2026-05-04T12:00:01Z")))
                        .donor())
                .isEmpty();
        assertThat(competitionOf(mine, older(sending())).donor()).contains("clone older");
    }

    @Test
    void whoseAgentIsNotStartedWithinAMinuteKeepsNobodyFromTheDonor() {
        String starting = "{phase: Preflight, launch: {run: 1, command: clone, generation: 1, time: '%s',"
                + " startBefore: '2026-05-04T12:10:00Z', waitSeconds: 0},"
                + " conditions: [{type: Ready, status: 'False', reason: AgentStarting}]}";

        assertThat(competition(older(starting.formatted("2026-05-04T11:59:30Z")))
                        .donor())
                .contains("clone older");
        assertThat(competition(older(starting.formatted("2026-05-04T11:58:59Z")))
                        .donor())
                .isEmpty();
        assertThat(competition(neighbour(starting.formatted("2026-05-04T11:58:59Z")))
                        .volume())
                .contains("clone neighbour");
    }

    @Test
    void whoWaitsIsPassedByOneWhoseAgentRuns() {
        MySQLClone running = clone("mine", 10, "a", "{pod: {name: db-1}}", status("Preflight", "AgentStarting"));

        assertThat(competitionOf(running, older(status("Waiting", "DonorBusy"))))
                .isEqualTo(Competition.NONE);
    }

    @Test
    void theOldestOfSeveralIsNamed() {
        MySQLClone oldest = clone("oldest", 0, "a", "{pod: {name: db-3}}", "{}");

        assertThat(competition(younger(status("Transferring", "Transferring")), older("{}"), oldest)
                        .donor())
                .contains("clone oldest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transferring", "Restarting", "Replicating", "Ready", "AwaitingApproval"})
    void whoHasAllDataNeedsTheDonorNoMore(String phase) {
        assertThat(competition(older("{phase: " + phase + ", conditions: [{type: Transferred, status: 'True'}]}"))
                        .donor())
                .isEmpty();
    }

    @Test
    void whoIsSuspendedBeforeItBeginsKeepsNobodyWaiting() {
        MySQLClone suspended = Serialization.unmarshal(
                Serialization.asYaml(older("{}")).replace("suspend: false", "suspend: true"), MySQLClone.class);

        assertThat(suspended.getSpec().suspend()).isTrue();
        assertThat(competition(suspended).donor()).isEmpty();
    }

    @Test
    void whoIsDeletedBeforeItBeginsKeepsNobodyWaiting() {
        MySQLClone deleted = older("{}");
        deleted.getMetadata().setDeletionTimestamp("2026-05-04T11:00:00Z");

        assertThat(competition(deleted).donor()).isEmpty();

        deleted = older(status("Cancelling", "Cancelling"));
        deleted.getMetadata().setDeletionTimestamp("2026-05-04T11:00:00Z");
        assertThat(competition(deleted).donor()).contains("clone older");
    }

    @ParameterizedTest
    @CsvSource({
        "a, true",
        "A, true",
        "b, false",
        "a.shop.svc, true",
        "a.shop.svc.cluster.local, true",
        "a.shop.svc.cluster.local., true",
        "a.lab.svc, false",
        "a., false"
    })
    void donorsAreComparedByHost(String host, boolean same) {
        MySQLClone other = clone("older", 1, host, "{pod: {name: db-2}}", "{}");

        assertThat(competition(other).donor().isPresent()).isEqualTo(same);
    }

    @Test
    void donorsAreComparedByPort() {
        MySQLClone other = Serialization.unmarshal(
                Serialization.asYaml(older("{}")).replace("port: 3306", "port: 3307"), MySQLClone.class);

        assertThat(other.getSpec().server().port()).isEqualTo(3307);
        assertThat(competition(other).donor()).isEmpty();
    }

    private static MySQLClone elsewhere(String host, String status) {
        MySQLClone clone = clone("older", 1, host, "{pod: {name: db-1}}", status);
        clone.getMetadata().setNamespace("lab");
        return clone;
    }

    @Test
    void aShortNameIsAnotherServerInAnotherNamespace() {
        assertThat(competition(elsewhere("a", sending())).donor()).isEmpty();
        assertThat(competition(elsewhere("a.shop.svc", sending())).donor()).isPresent();
    }

    private static String sending() {
        return "{phase: Transferring, conditions: [{type: PreflightPassed, status: 'True'},"
                + " {type: Ready, status: 'False', reason: Transferring}]}";
    }

    @Test
    void aNameOfAnotherNamespaceIsNotTold() {
        assertThat(competition(elsewhere("a.shop.svc", sending())).donor()).contains("a clone in another namespace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{phase: Waiting, conditions: [{type: Ready, status: 'False', reason: DonorBusy}]}",
                "{phase: Preflight, conditions: [{type: Ready, status: 'False', reason: AgentNotStarting}]}",
                "{phase: Preflight, conditions: [{type: Ready, status: 'False', reason: Preflight}]}"
            })
    void whoTheDonorSendsNothingToKeepsNobodyInAnotherNamespaceWaiting(String status) {
        assertThat(competition(elsewhere("a.shop.svc", status)).donor()).isEmpty();
    }

    @Test
    void aVolumeIsNotSharedByNamespaces() {
        assertThat(competition(elsewhere("a", sending())).volume()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AgentNotStarting", "ImagePullFailed", "LaunchRefused"})
    void whoseAgentCannotStartKeepsItsVolumeAndNotTheDonor(String reason) {
        assertThat(competition(older(status("Preflight", reason))).donor()).isEmpty();
        assertThat(competition(neighbour(status("Preflight", reason))).volume()).contains("clone neighbour");
    }

    @Test
    void aReplicaAndItsPodAreOneVolume() {
        MySQLClone replica = clone("older", 1, "b", "{statefulSet: {name: db, ordinal: 1}}", "{}");
        MySQLClone another = clone("older", 1, "b", "{statefulSet: {name: db, ordinal: 2}}", "{}");

        assertThat(competition(replica).volume()).contains("clone older");
        assertThat(competition(another).volume()).isEmpty();
    }

    @Test
    void aPodAndItsClaimAreOneVolumeOnceThePodWasLookedAt() {
        MySQLClone pod =
                clone("older", 1, "b", "{pod: {name: db-2}}", "{phase: Transferring, recipient: {claim: data-db-2}}");
        MySQLClone claim = clone("mine", 10, "a", "{persistentVolumeClaim: {claimName: data-db-2}}", "{}");

        assertThat(competitionOf(claim, pod).volume()).contains("clone older");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transferring", "AwaitingApproval", "Restarting", "Suspended"})
    void aVolumeIsTakenUntilTheServerHasTakenTheCloneOver(String phase) {
        assertThat(competition(neighbour("{phase: " + phase + ", conditions: [{type: Transferred, status: 'True'}]}"))
                        .volume())
                .contains("clone neighbour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{phase: Ready, conditions: [{type: Transferred, status: 'True'}]}",
                "{phase: Failed, conditions: [{type: Transferred, status: 'True'}]}",
                "{phase: Replicating, conditions: [{type: Transferred, status: 'True'}, {type: RecipientRestarted, status: 'True'}]}"
            })
    void andNoLonger(String status) {
        assertThat(competition(neighbour(status)).volume()).isEmpty();
    }

    @Test
    void whoWaitsForTheVolumeKeepsItsTurn() {
        assertThat(competition(neighbour(status("Waiting", "VolumeBusy"))).volume())
                .contains("clone neighbour");
        assertThat(competition(neighbour(status("Waiting", "DonorBusy"))).volume())
                .contains("clone neighbour");
        assertThat(competition(neighbour(status("Waiting", "NetworkLost"))).volume())
                .isEmpty();
    }
}
