package io.mysqlclone.operator.decide.set;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.set.SetProgress;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Numbers about the members of a set.
 *
 * @param ready that are done
 * @param failed whose clone has failed
 * @param active whose clone is under way
 * @param total that are to be filled
 * @param progress of all together
 * @param bytesFromDonor that have left the template's donor
 */
public record Tally(int ready, int failed, int active, int total, SetProgress progress, long bytesFromDonor) {

    private static final int COMPLETE = 100;

    /**
     * Counts.
     *
     * @param clones by ordinal
     * @param total members that are to be filled
     */
    static Tally of(List<Member> members, Map<Integer, MySQLClone> clones, int total) {
        List<Progress> known = clones.values().stream()
                .flatMap(clone -> progress(clone).stream())
                .toList();
        int ready = (int) members.stream().filter(Member::wasReady).count();
        return new Tally(
                ready,
                (int) members.stream()
                        .filter(member -> member.phase() == Phase.FAILED)
                        .count(),
                (int) clones.values().stream().filter(Tally::isUnderWay).count(),
                total,
                new SetProgress(
                        percent(members, clones, ready, total),
                        sum(known, Progress::dataBytes),
                        sum(known, Progress::totalBytes),
                        clones.values().stream()
                                .filter(clone -> clone.reported()
                                        .filter(status -> status.phase() == Phase.TRANSFERRING)
                                        .isPresent())
                                .flatMap(clone -> progress(clone).stream())
                                .mapToLong(Progress::bytesPerSecond)
                                .sum()),
                clones.values().stream()
                        .filter(clone -> !clone.getMetadata().getAnnotations().containsKey(MySQLCloneSet.SOURCE))
                        .flatMap(clone -> progress(clone).stream())
                        .mapToLong(Progress::networkBytes)
                        .sum());
    }

    /** Each member counts as much as any other: what one will have is not known before it has begun. */
    private static int percent(List<Member> members, Map<Integer, MySQLClone> clones, int ready, int total) {
        if (total == 0 || ready == total) {
            return total == 0 ? 0 : COMPLETE;
        }
        int sum = members.stream()
                .mapToInt(member -> member.wasReady()
                        ? COMPLETE
                        : Optional.ofNullable(clones.get(member.ordinal()))
                                .flatMap(Tally::progress)
                                .map(Progress::percent)
                                .orElse(0))
                .sum();
        return Math.min(COMPLETE - 1, sum / total);
    }

    private static long sum(List<Progress> known, ToLongFunction<Progress> of) {
        return known.stream().mapToLong(of).sum();
    }

    private static Optional<Progress> progress(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::progress);
    }

    /** Whether a clone has not come to its end; one that is deleted comes to it when it is gone. */
    static boolean isUnderWay(MySQLClone clone) {
        return clone.reported().filter(MySQLCloneStatus::hasFinished).isEmpty();
    }
}
