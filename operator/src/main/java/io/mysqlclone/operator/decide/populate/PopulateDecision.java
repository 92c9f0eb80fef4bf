package io.mysqlclone.operator.decide.populate;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.populate.Volume;
import java.time.Duration;
import java.util.Optional;

/**
 * What is done about a claim, and what is told of it.
 *
 * @param step the one thing to do now
 * @param state what is to be counted
 * @param telling what people should know of; the same as before is not told again
 * @param again when to look again, if nothing happens before; empty: not before something does
 */
public record PopulateDecision(Step step, State state, Optional<Telling> telling, Optional<Duration> again) {

    /** A change of the world. Each may be repeated without harm. */
    public sealed interface Step {

        /** Nothing. */
        record Rest() implements Step {}

        /** Makes the MySQLClone, which makes the claim that it fills. */
        record Make() implements Step {}

        /** Gives the volume with the data to the claim. */
        record Rebind(Volume volume) implements Step {}

        /** Deletes the MySQLClone, and with it the claim that it was for. */
        record Remove(MySQLClone filling) implements Step {}
    }

    /** How a claim is. */
    public enum State {
        /** There is nothing to do about it any more. */
        DONE,
        /** Something is waited for before its data is copied. */
        WAITING,
        /** Its data is being copied, or its volume handed over. */
        FILLING,
        /** Its clone has failed. */
        FAILED,
        /** It asks for what cannot be done. */
        REFUSED
    }

    /**
     * A sentence for people.
     *
     * @param key the same for what needs not be told twice
     */
    public record Telling(Reason reason, String message, String key) {}

    /** Nothing is done. */
    static PopulateDecision rest(State state) {
        return new PopulateDecision(new Step.Rest(), state, Optional.empty(), Optional.empty());
    }

    /** That is done now, and then looked at again. */
    static PopulateDecision doing(Step step, State state) {
        return new PopulateDecision(step, state, Optional.empty(), Optional.empty());
    }

    PopulateDecision again(Duration time) {
        return new PopulateDecision(step, state, telling, Optional.of(time));
    }

    PopulateDecision telling(Reason reason, String message, String key) {
        return new PopulateDecision(
                step, state, Optional.of(new Telling(reason, message, reason.text() + "/" + key)), again);
    }

    PopulateDecision telling(Reason reason, String message) {
        return telling(reason, message, message);
    }

    /** Whether the world is about to be changed. */
    public boolean changesSomething() {
        return !(step instanceof Step.Rest);
    }
}
