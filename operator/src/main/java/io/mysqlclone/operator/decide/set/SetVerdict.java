package io.mysqlclone.operator.decide.set;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.set.DonorSight;
import io.mysqlclone.operator.observe.set.SetObservation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How it stands with a set, in one word and a few sentences.
 *
 * @param members as they are known now
 * @param missing ordinals that are to be filled and that there are not
 * @param stuck members that have failed on their restart and do not serve, while others wait for theirs
 * @param approves whether a member is about to be restarted
 */
record SetVerdict(
        MySQLCloneSet set,
        SetObservation seen,
        List<Member> members,
        List<Integer> missing,
        Tally tally,
        List<Integer> stuck,
        boolean approves) {

    /** Of a long list the first ones are told. */
    private static final int TOLD = 10;

    SetVerdict {
        members = List.copyOf(members);
        missing = List.copyOf(missing);
        stuck = List.copyOf(stuck);
    }

    SetDecision.Verdict of() {
        if (tally.total() > 0 && tally.ready() == tally.total()) {
            return new SetDecision.Verdict(
                    true, false, Reason.SUCCEEDED, "All " + tally.total() + " members are Ready." + donor());
        }
        return unusable().orElseGet(this::underWay);
    }

    /** What keeps every member from being begun. */
    private Optional<SetDecision.Verdict> unusable() {
        String name = set.getSpec().statefulSetRef().name();
        if (seen.members().isEmpty()) {
            return Optional.of(hindered(
                    Reason.RECIPIENT_NOT_FOUND,
                    "There is no StatefulSet " + name + " in namespace "
                            + set.getMetadata().getNamespace() + ": correct spec.statefulSetRef, or make it."));
        }
        return switch (seen.donor()) {
            case DonorSight.NotThere donor ->
                Optional.of(hindered(
                        Reason.DONOR_NOT_FOUND,
                        "There is no MySQLDonor " + donor.name() + " in namespace "
                                + set.getMetadata().getNamespace() + ", so that no member is begun: make it, or correct"
                                + " spec.template.spec.donorRef."));
            case DonorSight.ChosenAmongThem donor ->
                Optional.of(hindered(
                        Reason.DONOR_AMONG_MEMBERS,
                        "MySQLDonor " + donor.name() + " chooses among the servers of StatefulSet " + name
                                + ", which this set fills, so that an empty one could be cloned: name the donor by podRef, or"
                                + " by statefulSetRef with policy: Ordinal."));
            case DonorSight.Elsewhere _, DonorSight.AMember _ -> Optional.empty();
        };
    }

    private SetDecision.Verdict underWay() {
        List<MySQLClone> active =
                seen.clones().stream().filter(Tally::isUnderWay).toList();
        List<MySQLClone> stalled = active.stream().filter(SetDecider::isStalled).toList();
        boolean moves = approves
                || active.stream().anyMatch(clone -> !SetDecider.awaitsApproval(clone) && !SetDecider.isStalled(clone));
        if (!stuck.isEmpty() && !moves) {
            return hindered(
                    Reason.MEMBER_STALLED,
                    "Member " + list(stuck)
                            + " failed on the restart and does not serve, so that no other member is restarted:"
                            + " look at its pod. " + counts());
        }
        if (!stalled.isEmpty() && !moves) {
            return hindered(
                    Reason.MEMBER_STALLED,
                    "MySQLClone " + stalled.getFirst().getMetadata().getName() + " does not go on: "
                            + told(stalled.getFirst()) + " " + counts());
        }
        boolean byPeople = set.getSpec().template().spec().restartPolicy() == RestartPolicy.MANUAL;
        if (byPeople && !active.isEmpty() && active.stream().allMatch(SetDecider::awaitsApproval)) {
            return new SetDecision.Verdict(
                    false,
                    true,
                    Reason.AWAITING_APPROVAL,
                    "Members wait until their restart is approved, as each MySQLClone says. " + counts());
        }
        return active.isEmpty() ? resting() : new SetDecision.Verdict(false, true, Reason.FILLING, counts());
    }

    private SetDecision.Verdict resting() {
        boolean begins = members.stream()
                .anyMatch(member -> member.phase() == Phase.PENDING && !missing.contains(member.ordinal()));
        if (begins) {
            return new SetDecision.Verdict(false, true, Reason.FILLING, counts());
        }
        List<Member> failed = members.stream()
                .filter(member -> member.phase() == Phase.FAILED)
                .toList();
        if (!failed.isEmpty()) {
            return new SetDecision.Verdict(
                    false,
                    false,
                    Reason.MEMBERS_FAILED,
                    "MySQLClone " + failed.getFirst().cloneName() + " has failed: "
                            + Optional.ofNullable(failed.getFirst().message()).orElse("its status says why.")
                            + " When the cause is gone delete it, and it is made again. " + counts());
        }
        return hindered(
                Reason.RECIPIENT_NOT_FOUND,
                "StatefulSet " + set.getSpec().statefulSetRef().name()
                        + (missing.isEmpty()
                                ? " has no member to fill."
                                : " has no member " + list(missing) + ": scale it up, or correct spec.ordinals. "
                                        + counts()));
    }

    private String counts() {
        long pending = members.stream()
                .filter(member -> member.phase() == Phase.PENDING)
                .filter(member -> seen.clones().stream()
                        .noneMatch(clone -> clone.getMetadata().getName().equals(member.cloneName())))
                .filter(member -> !missing.contains(member.ordinal()))
                .count();
        return tally.ready() + " of " + tally.total() + " members are Ready, " + tally.active() + " under way"
                + (pending == 0 ? "" : ", " + pending + " not begun")
                + (missing.isEmpty() ? "" : ", " + missing.size() + " not there")
                + (tally.failed() == 0 ? "" : ", " + tally.failed() + " failed")
                + "." + donor();
    }

    /** A donor that is one of the members, which is left out. */
    private String donor() {
        return seen.donor() instanceof DonorSight.AMember member
                        && Ordinals.of(set.getSpec().ordinals()).contain(member.ordinal())
                ? " Ordinal " + member.ordinal() + " is the donor and left out."
                : "";
    }

    private static String list(List<Integer> some) {
        return some.stream().limit(TOLD).map(String::valueOf).collect(Collectors.joining(", "))
                + (some.size() > TOLD ? " and more" : "");
    }

    private static String told(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::message).orElse("its status says why.");
    }

    private static SetDecision.Verdict hindered(Reason reason, String message) {
        return new SetDecision.Verdict(false, false, reason, message);
    }
}
