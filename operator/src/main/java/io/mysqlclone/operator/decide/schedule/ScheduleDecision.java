package io.mysqlclone.operator.decide.schedule;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.InForce;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a MySQLCloneSchedule, and what is told of it.
 *
 * @param verdict whether all is as it should be
 * @param inForce the times that count from now on; empty: none
 * @param last the last time for which a copy was made, which is empty when it cannot be right
 * @param missed a time for which none is made any more
 * @param make a copy that is to be made
 * @param ran the last value of the annotation for which a copy was made
 * @param remove what is to be deleted
 * @param active the copy under way
 * @param next when the next one is due
 * @param copies the complete ones
 * @param again when to look again
 */
public record ScheduleDecision(
        Verdict verdict,
        Optional<InForce> inForce,
        Optional<Instant> last,
        Optional<Instant> missed,
        Optional<Making> make,
        Optional<String> ran,
        List<MySQLClone> remove,
        Optional<String> active,
        Optional<Instant> next,
        List<Copy> copies,
        Duration again) {

    public ScheduleDecision {
        remove = List.copyOf(remove);
        copies = List.copyOf(copies);
    }

    /** Whether the world is about to be changed. */
    public boolean changesSomething() {
        return make.isPresent() || !remove.isEmpty();
    }

    /**
     * Whether all is as it should be.
     *
     * @param reason in one word
     * @param message in one sentence
     */
    public record Verdict(boolean ready, Reason reason, String message) {}

    /**
     * A copy to be made.
     *
     * @param suffix of its name
     * @param time that it is made for
     * @param run the value of the annotation that asks for it; empty: the schedule does
     */
    public record Making(String suffix, Instant time, Optional<String> run) {}
}
