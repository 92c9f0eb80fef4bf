package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.set.SetDisplay;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.set.SetDecision;
import io.mysqlclone.operator.decide.set.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The single door for the status of a MySQLCloneSet. */
public final class SetReport {

    private SetReport() {}

    /**
     * The status to write; equal to the last one when there is nothing new.
     *
     * @param obstacle what stood in the way of what was to be made or approved
     */
    public static MySQLCloneSetStatus of(
            MySQLCloneSet set, SetDecision decision, Optional<Obstacle> obstacle, Instant now) {
        MySQLCloneSetStatus last = set.reported().orElse(MySQLCloneSetStatus.EMPTY);
        SetDecision.Verdict verdict = obstacle.map(SetReport::verdict).orElse(decision.verdict());
        Tally tally = decision.tally();
        return new MySQLCloneSetStatus(
                set.getMetadata().getGeneration(),
                verdict.message(),
                conditions(set, last, verdict, now),
                decision.members(),
                tally.ready(),
                tally.failed(),
                tally.active(),
                tally.total(),
                tally.progress(),
                tally.bytesFromDonor(),
                decision.donorOrdinal().orElse(null),
                decision.source().orElse(null),
                new SetDisplay(tally.ready() + "/" + tally.total()));
    }

    /** The status when something keeps the operator from looking at the world. */
    public static MySQLCloneSetStatus trouble(MySQLCloneSet set, Obstacle obstacle, Instant now) {
        MySQLCloneSetStatus last = set.reported().orElse(MySQLCloneSetStatus.EMPTY);
        return new MySQLCloneSetStatus(
                last.observedGeneration(),
                obstacle.message(),
                conditions(set, last, verdict(obstacle), now),
                last.members(),
                last.ready(),
                last.failed(),
                last.active(),
                last.total(),
                last.progress(),
                last.bytesFromDonor(),
                last.donorOrdinal(),
                last.source(),
                last.display());
    }

    private static SetDecision.Verdict verdict(Obstacle obstacle) {
        return new SetDecision.Verdict(false, false, obstacle.reason(), obstacle.message());
    }

    /** Members that have failed are stalled too: nothing more happens before somebody does something. */
    private static List<Condition> conditions(
            MySQLCloneSet set, MySQLCloneSetStatus last, SetDecision.Verdict verdict, Instant now) {
        Conditions conditions =
                new Conditions(last.conditions(), set.getMetadata().getGeneration(), now);
        conditions.set(ConditionType.READY, verdict.ready(), verdict.reason(), verdict.message());
        conditions.setOrRemove(
                ConditionType.STALLED,
                verdict.reason() == Reason.MEMBERS_FAILED
                        || (!verdict.ready() && verdict.reason().kind() == Reason.Kind.HINDRANCE),
                verdict.reason(),
                verdict.message());
        conditions.setOrRemove(ConditionType.RECONCILING, verdict.working(), verdict.reason(), verdict.message());
        return conditions.toList();
    }
}
