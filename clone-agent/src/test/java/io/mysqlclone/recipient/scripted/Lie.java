package io.mysqlclone.recipient.scripted;

import io.mysqlclone.recipient.CloneFailure;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One change of the true script, and what must come of it.
 *
 * @param name what the donor does
 * @param twoTasks whether the script has a worker
 * @param stalls whether the lie is silence, so that the recipient's patience must be short
 * @param kinds kinds of failure that fit
 * @param sentence found in the message of the failure
 */
public record Lie(
        String name,
        boolean twoTasks,
        boolean stalls,
        Set<CloneFailure.Kind> kinds,
        Pattern sentence,
        Consumer<Script> change) {

    static Lie donor(String name, String sentence, Consumer<Script> change) {
        return of(name, sentence, change, CloneFailure.Kind.DONOR);
    }

    static Lie refused(String name, String sentence, Consumer<Script> change) {
        return of(name, sentence, change, CloneFailure.Kind.REFUSED);
    }

    static Lie wrongData(String name, String sentence, Consumer<Script> change) {
        return of(name, sentence, change, CloneFailure.Kind.VERIFICATION);
    }

    static Lie gone(String name, String sentence, Consumer<Script> change) {
        return of(name, sentence, change, CloneFailure.Kind.NETWORK);
    }

    static Lie silent(String name, String sentence, Consumer<Script> change) {
        return new Lie(name, false, true, EnumSet.of(CloneFailure.Kind.NETWORK), Pattern.compile(sentence), change);
    }

    private static Lie of(String name, String sentence, Consumer<Script> change, CloneFailure.Kind kind) {
        return new Lie(name, false, false, EnumSet.of(kind), Pattern.compile(sentence), change);
    }

    Lie withTwoTasks() {
        return new Lie(name, true, stalls, kinds, sentence, change);
    }

    /**
     * Whether what has arrived is kept when the clone fails like this: the donor may be back, or room be made for what else
     * is complete.
     */
    public boolean isWorthKeeping(CloneFailure.Kind kind) {
        return kind == CloneFailure.Kind.NETWORK
                || (kind == CloneFailure.Kind.REFUSED && sentence.pattern().contains("ER_CLONE_DISK_SPACE"));
    }

    /** The script with the lie in it. */
    public Script script() {
        Script script = twoTasks ? Script.ofTwoTasks() : Script.ofOneTask();
        change.accept(script);
        return script;
    }

    @Override
    public String toString() {
        return name;
    }
}
