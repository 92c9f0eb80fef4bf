package io.mysqlclone.kubectl.view;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.util.Optional;

/**
 * Where the scripts of {@code spec.postClone} are: whether what can be reached on the recipient is masked.
 *
 * @param state for programs: Pending, Running, Run, Failed, Ignored (failed, and Ready all the same), or NotRun (made before)
 * @param text for people
 */
record Scripts(String state, String text) {

    /** Of a clone that has some. */
    static Optional<Scripts> of(MySQLClone clone) {
        return Optional.ofNullable(clone.getSpec().postClone())
                .map(postClone -> of(postClone, clone.reported().orElse(MySQLCloneStatus.EMPTY)));
    }

    /** Whether the clone is done, and some of it was not. */
    boolean areIgnored() {
        return state.equals("Ignored");
    }

    private static Scripts of(PostClone postClone, MySQLCloneStatus status) {
        int count = postClone.scripts().size();
        String scripts = count + (count == 1 ? " script of postClone: " : " scripts of postClone: ");
        Optional<Condition> condition = status.condition(ConditionType.POST_CLONED);
        if (status.holds(ConditionType.POST_CLONED)) {
            return new Scripts("Run", scripts + "run. " + said(condition));
        }
        boolean failed =
                condition.filter(each -> "False".equals(each.getStatus())).isPresent();
        if (status.isAt(Step.READY, Step.ALREADY_DONE)) {
            return failed
                    ? new Scripts("Ignored", scripts + "NOT ALL RUN, which failurePolicy ignores. " + said(condition))
                    : new Scripts("NotRun", scripts + "not run, as nothing was cloned.");
        }
        if (status.isAt(Step.FAILED)) {
            return failed
                    ? new Scripts(
                            "Failed", scripts + "NOT ALL RUN; the recipient's server runs on data as they left it.")
                    : new Scripts("Pending", scripts + "not run.");
        }
        if (status.isAt(Step.POST_CLONING)) {
            return new Scripts(
                    "Running",
                    scripts + (failed ? "the last try has failed, the next one begins with the first." : "being run."));
        }
        return new Scripts("Pending", scripts + "run when its server has recovered on the clone.");
    }

    private static String said(Optional<Condition> condition) {
        return condition.map(Condition::getMessage).orElse("");
    }
}
