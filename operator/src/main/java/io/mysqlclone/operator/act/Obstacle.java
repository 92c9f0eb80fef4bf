package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.decide.Action;

/**
 * Why an action could not be carried out now; it is tried again.
 *
 * @param message a sentence that says what to do
 * @param forGood whether it stays: the namespace is being deleted
 */
public record Obstacle(Reason reason, String message, boolean forGood) {

    /** One that may be gone by the next time. */
    public Obstacle(Reason reason, String message) {
        this(reason, message, false);
    }

    /** The API server's answer to an action. */
    static Obstacle of(Action action, KubernetesClientException e) {
        Answer answer = Answer.of(e);
        Reason reason = answer.patience() ? Reason.API_ERROR : refused(action);
        return new Obstacle(reason, answer.sentence(what(action)), Answer.isNamespacesEnd(e));
    }

    /**
     * What keeps the operator from looking at the world.
     *
     * @param what could not be done, as the beginning of a sentence
     */
    public static Obstacle of(Exception e, String what) {
        return Answer.in(e)
                .map(answer -> new Obstacle(Reason.API_ERROR, answer.sentence(what)))
                .orElseGet(() -> new Obstacle(
                        Reason.OPERATOR_ERROR,
                        "The operator has failed (" + e.getClass().getSimpleName()
                                + "); its log says more, please report it. It is tried again."));
    }

    private static Reason refused(Action action) {
        return switch (action) {
            case Action.LaunchInPod _, Action.LaunchOnClaim _, Action.CreateClaim _ -> Reason.LAUNCH_REFUSED;
            case Action.MayEvict _, Action.Evict _ -> Reason.EVICTION_BLOCKED;
            case Action.Stop _,
                    Action.Limit _,
                    Action.NoteMade _,
                    Action.RemovePod _,
                    Action.RestartWorkload _,
                    Action.KeepClaim _,
                    Action.Warn _,
                    Action.DeleteClone _ -> Reason.API_ERROR;
        };
    }

    private static String what(Action action) {
        return switch (action) {
            case Action.LaunchInPod launch ->
                "The agent cannot be added to pod " + launch.pod().name();
            case Action.LaunchOnClaim launch ->
                "The agent's pod on PersistentVolumeClaim " + launch.claim().claimName() + " cannot be made";
            case Action.CreateClaim create -> "PersistentVolumeClaim " + create.claimName() + " cannot be made";
            case Action.MayEvict evict ->
                "Pod " + evict.podName() + " cannot be evicted, which restarts it on the clone";
            case Action.Evict evict -> "Pod " + evict.podName() + " cannot be evicted, which restarts it on the clone";
            case Action.RestartWorkload restart ->
                restart.workload().kind().kubernetesName() + " "
                        + restart.workload().name() + " cannot be scaled up";
            case Action.RemovePod remove ->
                "The agent's pod " + remove.podName() + ", which has ended, cannot be deleted";
            case Action.NoteMade note ->
                "PersistentVolumeClaim " + note.claimName()
                        + " cannot be given a note of what was made on it, so that a"
                        + " MySQLClone that is made anew would make it again";
            case Action.KeepClaim keep ->
                "PersistentVolumeClaim " + keep.claimName()
                        + ", which has a complete clone, cannot be taken from the resource that it was to go with";
            case Action.DeleteClone _ -> "The resource, whose time is over, cannot be deleted";
            case Action.Stop _, Action.Limit _, Action.Warn _ -> "What was decided cannot be done";
        };
    }
}
