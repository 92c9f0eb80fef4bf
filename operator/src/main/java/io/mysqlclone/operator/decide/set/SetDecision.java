package io.mysqlclone.operator.decide.set;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a MySQLCloneSet, and what is told of it.
 *
 * @param verdict whether all members are Ready
 * @param members as they are known now
 * @param make the clones that are to be made
 * @param approve the clones whose member may be restarted now
 * @param tally numbers about all of them
 * @param donorOrdinal the member that is the donor
 * @param source with strategy Chain: the member that the others are cloned from
 * @param again when to look again
 */
public record SetDecision(
        Verdict verdict,
        List<Member> members,
        List<Making> make,
        List<MySQLClone> approve,
        Tally tally,
        Optional<Integer> donorOrdinal,
        Optional<Integer> source,
        Duration again) {

    public SetDecision {
        members = List.copyOf(members);
        make = List.copyOf(make);
        approve = List.copyOf(approve);
    }

    /** Whether the world is about to be changed. */
    public boolean changesSomething() {
        return !make.isEmpty() || !approve.isEmpty();
    }

    /**
     * How it stands.
     *
     * @param ready whether all members are
     * @param working whether something goes on by itself
     * @param reason in one word
     * @param message in one sentence or more
     */
    public record Verdict(boolean ready, boolean working, Reason reason, String message) {}

    /**
     * A clone to be made.
     *
     * @param ordinal of the member
     * @param source the ordinal of the member that it is cloned from; empty: from the template's donor
     */
    public record Making(int ordinal, Optional<Integer> source) {}
}
