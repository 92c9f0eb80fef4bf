package io.mysqlclone.operator.decide;

import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells people how often something was tried, when it is tried next, and what went wrong before. */
final class Tries {

    private Tries() {}

    /**
     * After a try that failed.
     *
     * @param failures how many have failed
     * @param end of the last one
     */
    static String next(Situation situation, Setback setback, int failures, Instant end) {
        Instant next = end.plus(setback.backoff(failures)).truncatedTo(ChronoUnit.SECONDS);
        return Advice.sentence(setback.message()) + " It is tried again at " + next + " (" + count(situation, failures)
                + ").";
    }

    /** While a try goes on that is not the first: what the one before it said is what people look for. */
    static String ongoing(Situation situation, String message) {
        int failures = situation.attempts();
        if (failures == 0) {
            return message;
        }
        String now = Advice.sentence(message) + " This is try " + count(situation, failures) + ".";
        return before(situation)
                .map(setback ->
                        now + " The one before ended with " + setback.reason().text() + ": " + setback.message())
                .orElse(now);
    }

    private static Optional<Setback> before(Situation situation) {
        return situation.seen().runs().reversed().stream()
                .filter(run -> run.command() == AgentCommand.CLONE)
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast)
                .filter(end -> end.exitCode() != 0)
                .findFirst()
                .map(Setback::of);
    }

    private static String count(Situation situation, int failures) {
        return (failures + 1) + " of " + (situation.spec().backoffLimit() + 1);
    }

    /** When the last run ended, or now. */
    static Instant end(Situation situation) {
        return situation
                .seen()
                .run()
                .map(AgentRun::state)
                .filter(AgentRun.Ended.class::isInstance)
                .map(AgentRun.Ended.class::cast)
                .map(AgentRun.Ended::finishedAt)
                .orElse(situation.seen().now());
    }

    /** Another one for the message of a claim that was made: it is the user's, whatever becomes of the clone. */
    static String staying(Situation situation) {
        return situation
                .claim()
                .filter(claim -> claim.template() != null && !situation.isDryRun())
                .map(claim -> " PersistentVolumeClaim " + claim.claimName() + " stays; delete it if nobody needs it.")
                .orElse("");
    }
}
