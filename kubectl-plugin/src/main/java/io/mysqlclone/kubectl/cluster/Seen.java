package io.mysqlclone.kubectl.cluster;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import java.util.Optional;

/**
 * What of a clone a person saw who decided something about it. When this is as it was the decision still holds, however much
 * the figures have moved.
 *
 * @param uid the resource: one that was deleted and made again is another
 * @param generation the spec
 * @param phase where it was
 * @param run the agent that was launched last
 * @param podUid the recipient's pod
 * @param deleted whether somebody has deleted it
 */
public record Seen(
        String uid, long generation, Optional<Phase> phase, int run, Optional<String> podUid, boolean deleted) {

    /** What {@code clone} shows. */
    public static Seen of(MySQLClone clone) {
        Optional<MySQLCloneStatus> status = clone.reported();
        return new Seen(
                clone.getMetadata().getUid(),
                Optional.ofNullable(clone.getMetadata().getGeneration()).orElse(0L),
                status.map(MySQLCloneStatus::phase),
                status.map(MySQLCloneStatus::run).orElse(0),
                status.map(MySQLCloneStatus::recipient).map(RecipientStatus::podUid),
                clone.getMetadata().getDeletionTimestamp() != null);
    }

    /** What is different in {@code now}, in a few words; empty: nothing. */
    public Optional<String> differsFrom(Seen now) {
        if (!uid.equals(now.uid)) {
            return Optional.of("it was deleted and another one of its name was made");
        }
        if (deleted != now.deleted) {
            return Optional.of("it was deleted");
        }
        if (generation != now.generation) {
            return Optional.of("its spec was changed (generation " + generation + " to " + now.generation + ")");
        }
        if (!phase.equals(now.phase)) {
            return Optional.of("it is in another phase");
        }
        if (run != now.run) {
            return Optional.of("another agent was launched (run " + run + " to " + now.run + ")");
        }
        return podUid.equals(now.podUid) ? Optional.empty() : Optional.of("the recipient's pod is another one");
    }
}
