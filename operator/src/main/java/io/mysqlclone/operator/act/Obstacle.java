package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Objects;

/**
 * Why an action could not be carried out now; it is tried again.
 *
 * @param message a sentence that says what to do
 */
public record Obstacle(Reason reason, String message) {

    /** Kubernetes said no: an admission policy, a quota, or a name that is not allowed. */
    static Obstacle refused(String what, KubernetesClientException e) {
        String why = e.getStatus() == null || e.getStatus().getMessage() == null
                ? Objects.requireNonNullElse(e.getMessage(), "no reason was given")
                : e.getStatus().getMessage();
        return new Obstacle(Reason.LAUNCH_REFUSED, what + ": " + why + ". It is tried again.");
    }
}
