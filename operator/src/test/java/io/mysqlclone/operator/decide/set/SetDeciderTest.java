package io.mysqlclone.operator.decide.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.set.SetProgress;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.operator.observe.set.DonorSight;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which members are begun and restarted, and what is said of it: a story each, whose statuses are those that are reported. */
final class SetDeciderTest {

    private final SetWorld world = new SetWorld(4);

    @Test
    void allMembersAreBegunAtOnceWhenTheyAreWrittenDown() {
        world.look();
        assertThat(world.made).as("first it is written down who they are").isEmpty();
        assertThat(world.status().members()).extracting(Member::ordinal).containsExactly(0, 1, 2, 3);
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2, 3);
        assertThat(world.ready()).isEqualTo("False Filling");
        assertThat(world.status().holds(ConditionType.RECONCILING)).isTrue();
        assertThat(world.status().message()).isEqualTo("0 of 4 members are Ready, 4 under way.");
    }

    @Test
    void soManyAreUnderWayAndNoMore() {
        world.spec("maxConcurrent: 2");
        world.settle();
        assertThat(world.made).containsExactly(0, 1);
        world.isReady(1);
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2);
        assertThat(world.status().message()).isEqualTo("1 of 4 members are Ready, 2 under way, 1 not begun.");
    }

    @Test
    void membersAreRestartedOneAfterTheOther() {
        world.settle();
        world.awaitsApproval(1);
        world.awaitsApproval(2);
        world.settle();
        assertThat(world.isApproved(1)).isTrue();
        assertThat(world.isApproved(2)).isFalse();
        world.isReady(1);
        world.settle();
        assertThat(world.isApproved(2)).isTrue();
    }

    @Test
    void aMemberThatHasFailedOnItsRestartHoldsUpTheOthersUntilItServes() {
        world.settle();
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            world.awaitsApproval(ordinal);
        }
        world.settle();
        world.down.add(0);
        world.fails(0);
        world.settle();
        assertThat(world.isApproved(1)).isFalse();
        assertThat(world.ready()).isEqualTo("False MemberStalled");
        assertThat(world.status().message()).startsWith("Member 0 failed on the restart and does not serve");
        world.down.clear();
        world.settle();
        assertThat(world.isApproved(1)).isTrue();
        assertThat(world.ready()).isEqualTo("False Filling");
    }

    @Test
    void aClonesTurnIsNothingThatAPersonIsWaitedFor() {
        world.settle();
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            world.awaitsApproval(ordinal);
            world.look();
            assertThat(world.ready()).isEqualTo("False Filling");
        }
        assertThat(world.status().members().getLast().message()).isNull();
        world.stalls(0);
        world.look();
        assertThat(world.ready())
                .as("it was to be restarted, and the others wait for it")
                .isEqualTo("False MemberStalled");
        world.spec("maxUnavailable: 2");
        world.look();
        assertThat(world.ready()).isEqualTo("False Filling");
    }

    @Test
    void withManualRestartsAPersonApproves() {
        world.template("restartPolicy: Manual");
        world.settle();
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            world.awaitsApproval(ordinal);
        }
        world.settle();
        assertThat(world.isApproved(0)).isFalse();
        assertThat(world.ready()).isEqualTo("False AwaitingApproval");
        assertThat(world.status().holds(ConditionType.STALLED)).isFalse();
    }

    @Test
    void aMemberThatFailsStopsNoOtherAndIsMadeAgainWhenItsCloneIsDeleted() {
        world.spec("maxConcurrent: 1");
        world.settle();
        world.fails(0);
        world.settle();
        assertThat(world.made).containsExactly(0, 1);
        for (int ordinal = 1; ordinal < 4; ordinal++) {
            world.isReady(ordinal);
            world.settle();
        }
        assertThat(world.ready()).isEqualTo("False MembersFailed");
        assertThat(world.status().holds(ConditionType.STALLED)).isTrue();
        assertThat(world.status().message()).contains("MySQLClone fill-0 has failed: It is so.", "3 of 4 members");
        assertThat(Objects.requireNonNull(world.status().display()).ready()).isEqualTo("3/4");
        world.clones.remove(0);
        world.settle();
        assertThat(world.made).endsWith(0);
        world.isReady(0);
        world.settle();
        assertThat(world.ready()).isEqualTo("True Succeeded");
        assertThat(world.status().progress().percent()).isEqualTo(100);
    }

    @Test
    void whatWasReadyIsNotFilledAgainWhenItsCloneIsGone() {
        world.settle();
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            world.isReady(ordinal);
        }
        world.settle();
        world.clones.clear();
        world.settle();
        assertThat(world.made).hasSize(4);
        assertThat(world.ready()).isEqualTo("True Succeeded");
    }

    @Test
    void aCloneThatIsBeingDeletedIsWaitedFor() {
        world.settle();
        world.clone(2).getMetadata().setDeletionTimestamp("2026-05-04T10:01:00Z");
        world.settle();
        assertThat(world.made).hasSize(4);
        world.clones.remove(2);
        world.settle();
        assertThat(world.made).endsWith(2);
    }

    @Test
    void onceMeansThoseThatWereThere() {
        world.settle();
        world.scale(6);
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2, 3);
        world.spec("fill: NewOrdinals");
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void ordinalsThatAreScaledUpToAreFilledOnceEach() {
        world.spec("fill: NewOrdinals");
        world.scale(1);
        world.settle();
        world.isReady(0);
        world.settle();
        assertThat(world.ready()).isEqualTo("True Succeeded");
        world.scale(2);
        world.settle();
        assertThat(world.ready()).isEqualTo("False Filling");
        world.isReady(1);
        world.settle();
        world.scale(1);
        world.settle();
        world.scale(2);
        world.settle();
        assertThat(world.made).containsExactly(0, 1);
        assertThat(world.ready()).isEqualTo("True Succeeded");
    }

    @Test
    void ordinalsThatAreNamedAndNotThereAreWaitedFor() {
        world.spec("ordinals: 1-2,5");
        world.settle();
        assertThat(world.made).containsExactly(1, 2);
        world.isReady(1);
        world.isReady(2);
        world.settle();
        assertThat(world.ready()).isEqualTo("False RecipientNotFound");
        assertThat(world.status().message()).contains("StatefulSet db has no member 5", "2 of 3 members");
        world.scale(6);
        world.settle();
        assertThat(world.made).containsExactly(1, 2, 5);
    }

    @Test
    void theDonorIsLeftOutAndThatIsSaid() {
        world.donor = new DonorSight.AMember(0);
        world.settle();
        assertThat(world.made).containsExactly(1, 2, 3);
        assertThat(world.status().donorOrdinal()).isZero();
        assertThat(world.status().total()).isEqualTo(3);
        assertThat(world.status().message()).endsWith("Ordinal 0 is the donor and left out.");
        world.spec("ordinals: 2-3");
        world.look();
        assertThat(world.status().donorOrdinal()).isNull();
    }

    @Test
    void aDonorThatIsChosenAmongTheMembersIsRefused() {
        world.donor = new DonorSight.ChosenAmongThem("prod");
        world.settle();
        assertThat(world.made).isEmpty();
        assertThat(world.ready()).isEqualTo("False DonorAmongMembers");
        assertThat(world.status().message()).contains("policy: Ordinal");
    }

    @Test
    void withoutStatefulSetOrDonorNothingIsBegun() {
        world.members = Optional.empty();
        world.settle();
        assertThat(world.ready()).isEqualTo("False RecipientNotFound");
        world.scale(2);
        world.donor = new DonorSight.NotThere("prod");
        world.settle();
        assertThat(world.ready()).isEqualTo("False DonorNotFound");
        assertThat(world.made).isEmpty();
        world.donor = new DonorSight.Elsewhere();
        world.settle();
        assertThat(world.made).containsExactly(0, 1);
    }

    @Test
    void aChainClonesOneAndTheOthersFromIt() {
        world.spec("strategy: Chain");
        world.settle();
        assertThat(world.made).containsExactly(0);
        world.transfers(0, 50);
        world.settle();
        assertThat(world.made).hasSize(1);
        world.isReady(0);
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2, 3);
        assertThat(world.status().source()).isZero();
        world.look();
        assertThat(world.status().members()).extracting(Member::source).containsExactly(null, 0, 0, 0);
        world.transfers(1, 80);
        world.look();
        assertThat(world.status().bytesFromDonor())
                .as("only the first has read it")
                .isEqualTo(1000);
    }

    @Test
    void whenTheFirstOfAChainFailsTheNextOneBecomesTheFirst() {
        world.spec("strategy: Chain");
        world.settle();
        world.fails(0);
        world.settle();
        assertThat(world.made).containsExactly(0, 1);
        world.isReady(1);
        world.settle();
        assertThat(world.made).containsExactly(0, 1, 2, 3);
        assertThat(world.status().source()).isEqualTo(1);
        world.clones.remove(0);
        world.settle();
        world.isReady(0);
        world.settle();
        assertThat(world.status().source()).as("it stays the same").isEqualTo(1);
        assertThat(world.status().members().getFirst().source()).isEqualTo(1);
    }

    @Test
    void aMemberThatWaitsForAPersonIsToldOfWhenNothingElseMoves() {
        world.spec("maxConcurrent: 2");
        world.settle();
        world.stalls(0);
        world.settle();
        assertThat(world.ready()).isEqualTo("False Filling");
        assertThat(world.status().members().getFirst().message()).isEqualTo("It is so.");
        world.stalls(1);
        world.settle();
        assertThat(world.ready()).isEqualTo("False MemberStalled");
        assertThat(world.status().message()).startsWith("MySQLClone fill-0 does not go on: It is so.");
        assertThat(world.status().holds(ConditionType.STALLED)).isTrue();
    }

    @Test
    void theNumbersAreThoseOfAll() {
        world.settle();
        world.transfers(0, 50);
        world.transfers(1, 30);
        world.isReady(2);
        world.look();
        assertThat(world.status().progress()).isEqualTo(new SetProgress(45, 1800, 3000, 20));
        assertThat(world.status().bytesFromDonor()).isEqualTo(1800);
        assertThat(world.status().ready()).isEqualTo(1);
        assertThat(world.status().active()).isEqualTo(3);
        assertThat(world.status().members().get(2).phase()).isEqualTo(Phase.READY);
    }
}
