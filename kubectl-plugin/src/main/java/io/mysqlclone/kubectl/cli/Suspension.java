package io.mysqlclone.kubectl.cli;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.view.Facts;
import java.util.Map;

/** {@code spec.suspend}, which means the same whatever happens meanwhile. */
final class Suspension {
    private Suspension() {}

    static ExitCode set(boolean wanted, String name, ClusterOptions options, DryRun dryRun, Surroundings surroundings) {
        try (Cluster cluster = options.open()) {
            MySQLClone clone = cluster.get(name);
            Facts facts = new Facts(clone);
            if (facts.ended()) {
                throw new Refusal(
                        ExitCode.STATE,
                        facts.fullName() + " has ended (" + facts.phase() + "): there is nothing to "
                                + (wanted ? "suspend." : "resume."));
            }
            if (clone.getSpec().suspend() == wanted) {
                surroundings
                        .out()
                        .println(facts.fullName() + (wanted ? " is suspended already." : " is not suspended."));
                return ExitCode.DONE;
            }
            cluster.changeSpec(clone, Map.of("suspend", wanted), dryRun.wanted());
            surroundings
                    .out()
                    .println(facts.fullName() + (wanted ? " suspended" : " resumed") + dryRun.note() + "; it was "
                            + facts.phase() + ".");
            return ExitCode.DONE;
        }
    }
}
