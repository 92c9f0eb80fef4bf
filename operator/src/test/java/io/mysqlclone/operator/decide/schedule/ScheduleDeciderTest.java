package io.mysqlclone.operator.decide.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When copies are made, which stay, and what is said of it: a story each, whose statuses are those that are reported. */
final class ScheduleDeciderTest {

    private final ScheduleWorld world = new ScheduleWorld("2026-05-04T00:30:00Z");

    private String ready() {
        return world.schedule
                .reported()
                .flatMap(status -> status.condition(ConditionType.READY))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElseThrow();
    }

    private MySQLCloneScheduleStatus status() {
        return world.schedule.reported().orElseThrow();
    }

    private List<String> copies() {
        return status().copies().stream().map(Copy::name).toList();
    }

    @Test
    void aCopyIsMadeWhenItsTimeHasComeAndNotBefore() {
        world.look();
        assertThat(world.names()).isEmpty();
        assertThat(ready()).isEqualTo("True Scheduled");
        assertThat(status().nextScheduleTime()).isEqualTo("2026-05-04T02:00:00Z");

        world.at("2026-05-04T01:59:59Z");
        world.look();
        assertThat(world.names()).isEmpty();

        world.at("2026-05-04T02:00:00Z");
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605040200");
        assertThat(status().active()).isEqualTo("nightly-202605040200");
        assertThat(status().lastScheduleTime()).isEqualTo("2026-05-04T02:00:00Z");
        world.look();
        assertThat(world.made).hasSize(1);
    }

    @Test
    void theOldCopyStaysUntilTheNewOneIsComplete() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.night("2026-05-05T02:00:00Z");
        assertThat(world.names()).containsExactly("nightly-202605050200", "nightly-202605040200");

        world.ends(Step.READY);
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605050200");
        world.look();
        assertThat(copies()).containsExactly("nightly-202605050200");
        assertThat(status().lastSuccessfulTime()).isEqualTo(world.now);
    }

    @Test
    void aFailedCopyTakesNoCompleteOnesPlace() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        for (int day = 5; day < 9; day++) {
            world.night("2026-05-0" + day + "T02:00:00Z");
            world.ends(Step.FAILED);
            world.look();
        }
        assertThat(world.names()).containsExactly("nightly-202605080200", "nightly-202605040200");
        assertThat(ready()).isEqualTo("False CopyFailed");
        assertThat(status().message()).contains("nightly-202605080200 has failed", "2026-05-09T02:00:00Z");
        assertThat(status().holds(ConditionType.STALLED)).isFalse();

        world.night("2026-05-09T02:00:00Z");
        world.ends(Step.READY);
        world.look();
        assertThat(ready()).isEqualTo("True Scheduled");
    }

    @Test
    void aCopyThatAPodUsesStaysUntilItDoesNot() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.users.put("copy-202605040200", "analyst");
        world.night("2026-05-05T02:00:00Z");
        world.ends(Step.READY);
        ScheduleDecision decision = world.look();
        assertThat(world.names()).hasSize(2);
        assertThat(status().copies()).last().satisfies(copy -> {
            assertThat(copy.usedBy()).isEqualTo("analyst");
            assertThat(copy.claimName()).isEqualTo("copy-202605040200");
        });
        assertThat(decision.again()).isLessThanOrEqualTo(Duration.ofMinutes(1));

        world.users.clear();
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605050200");
    }

    @Test
    void oneThatIsMissedIsMadeLaterAndOnlyTheLast() {
        world.look();
        world.at("2026-05-07T10:00:00Z");
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605070200");
        world.ends(Step.READY);
        world.look();
        assertThat(world.made).hasSize(1);
    }

    @Test
    void afterTheDeadlineItIsMissedWhichIsSaidUntilOneIsMade() {
        world.spec("startingDeadlineSeconds: 3600");
        world.look();
        world.at("2026-05-04T03:00:01Z");
        world.look();
        assertThat(world.names()).isEmpty();
        assertThat(ready()).isEqualTo("False ScheduleMissed");
        assertThat(status().lastMissedTime()).isEqualTo("2026-05-04T02:00:00Z");
        world.look();
        assertThat(ready()).isEqualTo("False ScheduleMissed");

        world.at("2026-05-05T03:00:00Z");
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605050200");
        world.look();
        assertThat(ready()).isEqualTo("True Scheduled");
    }

    @Test
    void twoAreNeverUnderWay() {
        world.spec("schedule: '*/10 * * * *'");
        world.night("2026-05-04T00:40:00Z");
        world.night("2026-05-04T00:50:00Z");
        world.night("2026-05-04T01:00:00Z");
        assertThat(world.made).hasSize(1);
        assertThat(status().message()).contains("another copy waits until it has ended");

        world.ends(Step.READY);
        world.look();
        assertThat(world.names().getFirst()).isEqualTo("nightly-202605040100");
    }

    @Test
    void whatIsDeletedAndStillAtWorkIsWaitedFor() {
        world.night("2026-05-04T02:00:00Z");
        world.clones.getFirst().getMetadata().setDeletionTimestamp("2026-05-04T02:01:00Z");
        world.night("2026-05-05T02:00:00Z");
        assertThat(world.made).hasSize(1);
        world.clones.clear();
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605050200");
    }

    @Test
    void oneThatWaitsForAPersonIsToldOf() {
        world.night("2026-05-04T02:00:00Z");
        world.clones
                .getFirst()
                .setStatus(new MySQLCloneStatusBuilder()
                        .step(Step.WAITING)
                        .message("There is no Secret.")
                        .conditions(List.of(new ConditionBuilder()
                                .withType("Stalled")
                                .withStatus("True")
                                .build()))
                        .build());
        world.look();
        assertThat(ready()).isEqualTo("False CopyStalled");
        assertThat(status().holds(ConditionType.STALLED)).isTrue();
        assertThat(status().message()).contains("There is no Secret.");
    }

    @Test
    void whatPassesByInASuspensionIsNotMadeUpFor() {
        world.look();
        world.spec("suspend: true");
        world.night("2026-05-04T02:00:00Z");
        assertThat(ready()).isEqualTo("True Suspended");
        assertThat(status().nextScheduleTime()).isNull();
        world.at("2026-05-04T10:00:00Z");
        world.spec("suspend: false");
        world.look();
        world.look();
        assertThat(world.made).isEmpty();
        world.night("2026-05-05T02:00:00Z");
        assertThat(world.made).hasSize(1);
    }

    @Test
    void anotherScheduleCountsFromItsChangeOn() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.at("2026-05-04T12:00:00Z");
        world.spec("schedule: 0 10 * * *");
        world.look();
        assertThat(world.made).hasSize(1);
        world.night("2026-05-05T10:00:00Z");
        assertThat(world.made).hasSize(2);
    }

    @Test
    void oneThatWasMadeWhileNobodyLookedCountsFromItsBeginning() {
        world.at("2026-05-04T02:10:00Z");
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605040200");
    }

    @Test
    void aCopyOutOfTurnIsMadeOncePerWord() {
        world.look();
        world.annotate("now");
        world.look();
        world.look();
        assertThat(world.names()).singleElement().asString().startsWith("nightly-run-");
        assertThat(status().lastRun()).isEqualTo("now");
        world.ends(Step.READY);
        world.look();
        assertThat(world.made).hasSize(1);
        world.spec("suspend: true");
        world.annotate("again");
        world.look();
        assertThat(world.made).as("somebody asks for it in so many words").hasSize(2);
    }

    @Test
    void whatIsNoScheduleIsToldAndDeletesNothingThatStays() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.spec("schedule: 0 25 * * *");
        world.at("2026-05-04T04:00:00Z");
        world.look();
        assertThat(ready()).isEqualTo("False ScheduleInvalid");
        assertThat(status().holds(ConditionType.STALLED)).isTrue();
        assertThat(status().message()).contains("spec.schedule has the hour 25");
        assertThat(copies()).containsExactly("nightly-202605040200");
        world.spec("schedule: 0 3 * * *");
        world.look();
        assertThat(ready()).isEqualTo("True Scheduled");
        assertThat(world.made).hasSize(1);
    }

    @Test
    void aClockThatWasWrongStopsNothing() {
        world.night("2030-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.at("2026-05-06T12:00:00Z");
        world.look();
        assertThat(world.made).hasSize(1);
        world.night("2026-05-07T02:00:00Z");
        assertThat(world.made).hasSize(2);
        world.ends(Step.READY);
        world.look();
        assertThat(world.names()).as("the newest is what was made last").containsExactly("nightly-202605070200");
    }

    /** Of two operators, whose clocks are never the same, one after the other looks. */
    @Test
    void aClockThatIsAMomentBehindMakesNothingTwice() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.clones.clear();
        world.at("2026-05-04T01:59:40Z");
        world.look();
        world.at("2026-05-04T02:00:00Z");
        world.look();
        assertThat(world.made).hasSize(1);
    }

    @Test
    void aRecipientThatIsRefreshedIsTheSameEachTime() {
        world.template("{statefulSet: {name: staging, ordinal: 0}, overwrite: Always}");
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        world.night("2026-05-05T02:00:00Z");
        world.ends(Step.READY);
        world.look();
        assertThat(world.names()).containsExactly("nightly-202605050200");
        world.look();
        assertThat(status().copies().getFirst().claimName()).isNull();
    }

    @Test
    void whatSomebodyTakesFromTheScheduleIsHis() {
        world.night("2026-05-04T02:00:00Z");
        world.ends(Step.READY);
        MySQLClone kept = world.clones.getFirst();
        kept.getMetadata().getLabels().remove(MySQLCloneSchedule.LABEL);
        world.night("2026-05-05T02:00:00Z");
        world.ends(Step.READY);
        world.look();
        world.look();
        assertThat(world.clones).contains(kept);
        assertThat(copies()).containsExactly("nightly-202605050200");
    }
}
