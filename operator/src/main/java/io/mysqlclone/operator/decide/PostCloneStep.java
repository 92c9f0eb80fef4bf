package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.postclone.FailurePolicy;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;

/** From a server that has recovered on the clone to one on which all scripts were run, or need not be. */
final class PostCloneStep implements ServerTask {

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

    @Override
    public AgentCommand command() {
        return AgentCommand.RUN_SQL;
    }

    @Override
    public Phase phase() {
        return Phase.POST_CLONING;
    }

    @Override
    public Reason reason() {
        return Reason.POST_CLONING;
    }

    @Override
    public String atWork() {
        return "The scripts of spec.postClone are being run.";
    }

    @Override
    public String beginning() {
        return "The scripts of spec.postClone are about to be run.";
    }

    @Override
    public String name() {
        return "the scripts of spec.postClone";
    }

    @Override
    public Decision account(Situation situation, AgentRun.Ended end) {
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
    private Decision ignored(Situation situation, AgentRun.Ended end) {
        String message = Advice.sentence(failure(end).message())
                + " That was the last try; the clone goes on, as spec.postClone.failurePolicy is Ignore.";
        return Decision.in(situation, Phase.POST_CLONING, Reason.POST_CLONE_FAILED, message)
                .with(Verdict.no(ConditionType.POST_CLONED, Reason.POST_CLONE_FAILED, message))
                .settling(situation.spec().backoffLimit() + 1)
                .again(Rhythm.AT_ONCE);
    }

    /** Whatever keeps them from being run is known by one name; its message tells the difference. */
    @Override
    public Setback failure(AgentRun.Ended end) {
        Setback setback = Setback.of(end);
        return new Setback(
                setback.consequence(),
                Reason.POST_CLONE_FAILED,
                // The agent's word for the account is the same when it sets replication up.
                setback.message()
                        .replace("spec.replication.adminCredentialsSecretRef", "spec.postClone.credentialsSecretRef"));
    }
}
