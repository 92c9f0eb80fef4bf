package io.mysqlclone.operator.observe.donor;

import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.ProbeResult;
import java.util.Optional;

/**
 * The pod of a probe.
 *
 * @param number of the probe
 * @param podName where it runs
 */
public record ProbeRun(int number, String podName, State state) {

    /** How far it is. */
    public sealed interface State {

        /** The kubelet has not started it yet. */
        record Waiting(AgentRun.Waiting container) implements State {}

        /** It looks. */
        record Running() implements State {}

        /**
         * It has ended.
         *
         * @param result what it has seen; empty when it has told nothing
         * @param words what else is known of its end, as the end of a sentence
         */
        record Ended(Optional<ProbeResult> result, String words) implements State {}
    }
}
