package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Optional;

/** What the clone is for, as it is now. */
public sealed interface RecipientState {

    /** A pod that has a server's volume mounted; the clone is staged beside what the server serves. */
    record InPod(ServerPod server) implements RecipientState {}

    /**
     * A claim, which the clone gets for itself.
     *
     * @param server the pod that a server runs in on that claim, when there is one
     */
    record OnClaim(ClaimVolume volume, Optional<ServerPod> server) implements RecipientState {}

    /** The claim does not exist yet, and the resource says how to make it. */
    record ClaimMissing(String claimName) implements RecipientState {}

    /**
     * It cannot take a clone as it is.
     *
     * @param message a sentence that says what to do
     */
    record Unusable(Reason reason, String message) implements RecipientState {}
}
