package io.mysqlclone.kubectl.cluster;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.Optional;
import java.util.function.Function;

/** Does to a clone what a person has decided who saw it: to that clone as it was seen, or not at all. */
public final class Decided {
    /** The figures of a clone under way change its version every two seconds or so. */
    private static final int TRIES = 5;

    private Decided() {}

    /**
     * Acts on the version that was shown, or on a newer one in which nothing has changed that matters.
     *
     * @param shown what the person saw
     * @param act empty: the resource has another version by now
     * @throws Refusal if something has changed that matters
     */
    public static <T> T once(Cluster cluster, MySQLClone shown, Function<MySQLClone, Optional<T>> act) {
        MySQLClone current = shown;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<T> done = act.apply(current);
            if (done.isPresent()) {
                return done.get();
            }
            current = cluster.get(shown.getMetadata().getName());
            Optional<String> change = Seen.of(shown).differsFrom(Seen.of(current));
            if (change.isPresent()) {
                throw new Refusal(
                        ExitCode.STATE,
                        "it has changed since it was shown, and nothing was done: " + change.get() + "; look again.");
            }
        }
        throw new Refusal(
                ExitCode.STATE, "it changes faster than it can be looked at, and nothing was done; try again.");
    }
}
