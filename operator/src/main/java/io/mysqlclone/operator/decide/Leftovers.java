package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.RecipientState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Whether a clone that ends without success may have left something in the volume that must go. */
final class Leftovers {

    /** What an agent may find when all has been received, which it keeps then. */
    private static final Set<String> LATE_REFUSALS = Set.of("DictionaryMismatch");

    /** How long removing them is tried, when it fails or cannot begin. */
    static final Duration LIMIT = Duration.ofMinutes(10);

    private Leftovers() {}

    static boolean possible(Situation situation) {
        if (situation.isDryRun()) {
            // What is in the volume is somebody else's.
            return false;
        }
        boolean begun = situation.status().run() > 0
                || situation.launch().isPresent()
                || situation.seen().run().isPresent();
        if (!begun || isServers(situation) || removed(situation)) {
            return false;
        }
        if (situation.seen().recipient() instanceof RecipientState.ClaimMissing) {
            return false;
        }
        if (situation.holds(ConditionType.TRANSFERRED)) {
            return true;
        }
        // A run that is not known any more, of a pod that was made again, may have left anything.
        Optional<AgentRun> run = situation.seen().run();
        return run.isEmpty()
                || switch (run.get().command()) {
                    case CLONE -> leaves(run.get());
                    // Of a clone that begins again, what the last one had received may be there still.
                    case DISCARD, COMMIT, OUTCOME -> true;
                    case PREFLIGHT, ROLLBACK, FINISH, RUN_SQL, REPLICATE -> false;
                };
    }

    /** Whether it is a server's by now, or the old data is back, or it is what was asked for. */
    private static boolean isServers(Situation situation) {
        boolean askedFor = situation.claim().isPresent()
                && situation.holds(ConditionType.COMMITTED)
                && situation.status().oldData() != OldData.KEPT;
        return askedFor
                || situation.holds(ConditionType.RECIPIENT_RESTARTED)
                || situation.is(CommitState.ROLLED_BACK)
                || situation.is(CommitState.MISMATCHED);
    }

    private static boolean removed(Situation situation) {
        return situation
                        .latestEnd(AgentCommand.DISCARD)
                        .filter(end -> end.exitCode() == 0)
                        .isPresent()
                || takenOver(situation);
    }

    /** Whether the clone was put in place before it could be removed, and a server runs on it. */
    static boolean takenOver(Situation situation) {
        return situation
                .latestEnd(AgentCommand.DISCARD)
                .flatMap(AgentRun.Ended::result)
                .map(AgentResult::cause)
                .filter("ServerRunning"::equals)
                .isPresent();
    }

    /** Whether there is a volume now that an agent could remove them from. */
    static boolean removable(Situation situation) {
        return Launches.place(situation).isPresent();
    }

    /** Whether the kubelet cannot start the agent that would remove them, or one that did could not. */
    static boolean resist(Situation situation) {
        Optional<AgentRun> discard = situation.latest(AgentCommand.DISCARD);
        return discard.filter(run -> run.blocked() || !run.active()).isPresent();
    }

    /** How long the next try must still wait; empty when it need not. */
    static Optional<Duration> pause(Situation situation) {
        int tries = (int) situation.seen().runs().stream()
                .filter(run -> run.command() == AgentCommand.DISCARD)
                .count();
        if (situation.latest(AgentCommand.DISCARD).filter(AgentRun::blocked).isPresent()) {
            return Optional.of(Rhythm.WAITING);
        }
        if (tries > 0) {
            return situation
                    .latestEnd(AgentCommand.DISCARD)
                    .map(end -> Rhythm.backoff(tries).minus(situation.since(end.finishedAt())))
                    .filter(Duration::isPositive);
        }
        // Its pod was deleted by somebody.
        return situation
                .launch()
                .filter(launch -> situation.launched(AgentCommand.DISCARD)
                        && launch.run() <= situation.status().run())
                .map(launch -> Rhythm.WAITING.minus(situation.since(launch.time())))
                .filter(Duration::isPositive);
    }

    /** Plans or launches the agent that removes them. */
    static Launches.Wanted discard(Situation situation) {
        return Launches.Wanted.of(
                AgentCommand.DISCARD, Launches.place(situation).orElseThrow());
    }

    /** What is left, and how to remove it by hand. */
    static String text(Situation situation) {
        String where = Optional.ofNullable(situation.status().recipient())
                .map(recipient -> "the data directory of PersistentVolumeClaim " + recipient.claim())
                .orElse("the recipient's data directory");
        String what = situation.holds(ConditionType.COMMITTED) || CommitStep.unknown(situation)
                ? "The clone may be in place in " + where
                        + ", so that the next start of mysqld there would be on the donor's data."
                : "What the clone has received is left in #clone-agent in " + where
                        + "; mysqld never looks at it, it takes space.";
        return what + " To remove it run \"clone-agent discard\" there while no mysqld runs.";
    }

    private static boolean leaves(AgentRun run) {
        return switch (run.state()) {
            case AgentRun.Waiting _, AgentRun.Running _ -> true;
            case AgentRun.Ended end ->
                switch (end.exitCode()) {
                    case 2 -> run.number() > 1;
                    // Refused before anything was written, by this run, or else when all of it had been.
                    case 3 -> run.number() > 1 || refusedInTheEnd(end);
                    default ->
                        end.result()
                                .map(AgentResult::kind)
                                .filter("Cancelled"::equals)
                                .isEmpty();
                };
        };
    }

    private static boolean refusedInTheEnd(AgentRun.Ended end) {
        return end.result()
                .map(AgentResult::cause)
                .filter(LATE_REFUSALS::contains)
                .isPresent();
    }
}
