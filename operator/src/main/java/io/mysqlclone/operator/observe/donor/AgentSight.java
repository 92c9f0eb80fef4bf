package io.mysqlclone.operator.observe.donor;

import io.mysqlclone.operator.agent.AgentRun;

/** What is seen of the agent that was last decided to stand beside a donor. */
public sealed interface AgentSight {

    /** Its pod is gone, and with it whatever it was. */
    record PodGone() implements AgentSight {}

    /** Its pod is there without it. */
    record Missing() implements AgentSight {}

    /** The kubelet has not started it yet. */
    record Waiting(AgentRun.Waiting container) implements AgentSight {}

    /** It runs, and has not said yet that recipients can connect. */
    record Starting() implements AgentSight {}

    /** Recipients can connect. */
    record Serving(String fingerprint) implements AgentSight {}

    /**
     * It has ended.
     *
     * @param exitCode 0: as nobody wanted it
     * @param words why, as a sentence, otherwise
     */
    record Ended(int exitCode, String words) implements AgentSight {}
}
