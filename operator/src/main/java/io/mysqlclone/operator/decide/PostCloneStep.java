package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.postclone.FailurePolicy;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** From a server that has recovered on the clone to one on which all scripts were run, or need not be. */
final class PostCloneStep {

    private PostCloneStep() {}

    /** Whether scripts are yet to be run. */
    static boolean isDue(Situation situation) {
        return situation.spec().postClone() != null
                && !situation.holds(ConditionType.POST_CLONED)
                && !isIgnored(situation);
    }

    /** Whether all tries have failed, and the clone goes on all the same. */
    static boolean isIgnored(Situation situation) {
        return mayBeIgnored(situation)
                && situation.attempts() > situation.spec().backoffLimit()
                && situation
                        .status()
                        .condition(ConditionType.POST_CLONED)
                        .filter(condition -> "False".equals(condition.getStatus()))
                        .isPresent();
    }

    private static boolean mayBeIgnored(Situation situation) {
        PostClone postClone = situation.spec().postClone();
        return postClone != null && postClone.failurePolicy() == FailurePolicy.IGNORE;
    }

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.RUN_SQL);
        if (run.filter(AgentRun::active).isPresent()) {
            return switch (run.get().state()) {
                case AgentRun.Waiting waiting ->
                    Launches.waiting(situation, run.get(), waiting, Duration.ZERO, Phase.POST_CLONING);
                case AgentRun.Running _, AgentRun.Ended _ ->
                    postCloning(situation, Reason.POST_CLONING, "The scripts of spec.postClone are being run.");
            };
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.RUN_SQL);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The recipient serves the clone, but is suspended before the scripts of spec.postClone; set "
                            + "spec.suspend to false to go on.");
        }
        Optional<ServerPod> server = situation
                .seen()
                .server()
                .filter(pod -> !pod.deleting() && pod.server().startedAt().isPresent());
        if (server.isEmpty()) {
            return postCloning(situation, Reason.WAITING_FOR_POD, "The recipient's pod is not running.");
        }
        Optional<Duration> pause = end.flatMap(last -> Retry.pause(situation, last));
        if (pause.isPresent()) {
            return Decision.in(
                            situation,
                            Phase.POST_CLONING,
                            Reason.POST_CLONE_FAILED,
                            failure(end.orElseThrow()).message())
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                Launches.Wanted.of(AgentCommand.RUN_SQL, new Launches.Place.Beside(server.get())),
                Phase.POST_CLONING,
                "The scripts of spec.postClone are about to be run.");
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        if (end.exitCode() == 0) {
            String message = end.result().map(AgentResult::message).orElse("The scripts of spec.postClone were run.");
            return Decision.in(situation, Phase.POST_CLONING, Reason.POST_CLONED, message)
                    .with(Verdict.yes(ConditionType.POST_CLONED, Reason.POST_CLONED, message))
                    .settling(0)
                    .again(Rhythm.AT_ONCE);
        }
        Decision decision = Retry.after(situation, failure(end), ConditionType.POST_CLONED, Phase.POST_CLONING);
        return decision.phase() == Phase.FAILED && mayBeIgnored(situation) ? ignored(situation, end) : decision;
    }

    /** The failed attempts, more than there may be, tell the next round that it was the last one. */
    private static Decision ignored(Situation situation, AgentRun.Ended end) {
        String message = Advice.sentence(failure(end).message())
                + " That was the last try; the clone goes on, as spec.postClone.failurePolicy is Ignore.";
        return Decision.in(situation, Phase.POST_CLONING, Reason.POST_CLONE_FAILED, message)
                .with(Verdict.no(ConditionType.POST_CLONED, Reason.POST_CLONE_FAILED, message))
                .settling(situation.spec().backoffLimit() + 1)
                .again(Rhythm.AT_ONCE);
    }

    /** Whatever keeps them from being run is known by one name; its message tells the difference. */
    private static Setback failure(AgentRun.Ended end) {
        Setback setback = Setback.of(end);
        return new Setback(
                setback.consequence(),
                Reason.POST_CLONE_FAILED,
                // The agent's word for the account is the same when it sets replication up.
                setback.message()
                        .replace("spec.replication.adminCredentialsSecretRef", "spec.postClone.credentialsSecretRef"));
    }

    private static Decision postCloning(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.POST_CLONING, reason, message).again(Rhythm.BUSY);
    }
}
