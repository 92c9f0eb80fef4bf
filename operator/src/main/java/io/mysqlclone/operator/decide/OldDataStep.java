package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** When the recipient is Ready on the clone, its old data is let go, at once or after a while. */
final class OldDataStep {

    private OldDataStep() {}

    /** What to do about the old data now; empty when there is none, or nothing more is tried. */
    static Optional<Decision> decide(Situation situation, Phase phase, Reason reason, String message, Duration due) {
        if (!kept(situation)) {
            return Optional.empty();
        }
        Decision unchanged = Decision.in(situation, phase, reason, message);
        if (situation.latest(AgentCommand.FINISH).filter(AgentRun::active).isPresent()) {
            return Optional.of(unchanged.again(Rhythm.BUSY));
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.FINISH);
        if (end.isPresent() && !situation.settled()) {
            return Optional.of(account(situation, unchanged, end.get()));
        }
        if (Unseen.is(situation, AgentCommand.FINISH) && !situation.accountedFor()) {
            return Optional.of(again(situation, unchanged, Unseen.MESSAGE));
        }
        if (due.isPositive()) {
            return Optional.of(unchanged.again(due));
        }
        Optional<ServerPod> server = situation
                .seen()
                .server()
                .filter(pod -> !pod.deleting() && pod.server().startedAt().isPresent());
        Optional<Duration> pause = Retry.pause(situation);
        if (server.isEmpty() || pause.isPresent()) {
            return Optional.of(unchanged.again(pause.orElse(Rhythm.WAITING)));
        }
        return Optional.of(Launches.begin(
                situation,
                Launches.Wanted.of(AgentCommand.FINISH, new Launches.Place.Beside(server.get())),
                phase,
                reason,
                message));
    }

    /** Whether there is old data that the operator is to let go. */
    static boolean kept(Situation situation) {
        return situation.endsWithAServer()
                && situation.status().oldData() == OldData.KEPT
                && situation.status().leftovers() == null;
    }

    private static Decision account(Situation situation, Decision unchanged, AgentRun.Ended end) {
        if (end.exitCode() == 0) {
            return unchanged.settling(0).again(Rhythm.AT_ONCE);
        }
        return again(situation, unchanged, Setback.of(end).message());
    }

    private static Decision again(Situation situation, Decision unchanged, String why) {
        int failures = situation.attempts() + 1;
        if (failures <= situation.spec().backoffLimit()) {
            return unchanged.settling(failures).again(Rhythm.backoff(failures));
        }
        String left = left(situation) + " It could not be removed: " + why;
        return unchanged
                .doing(new Action.Warn(
                        Reason.LEFT_BEHIND, left, situation.seen().server().map(ServerPod::name)))
                .leaving(left)
                .settling(failures)
                .again(Rhythm.AT_ONCE);
    }

    /** That it is there, and how to remove it by hand. */
    static String left(Situation situation) {
        String where = Optional.ofNullable(situation.status().recipient())
                .map(recipient -> "PersistentVolumeClaim " + recipient.claim())
                .orElse("the recipient's volume");
        return "The recipient's old data is still in " + where
                + " and takes space. To remove it run \"clone-agent finish\" there.";
    }
}
