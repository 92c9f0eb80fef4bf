package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.PodRecipient;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import java.util.Optional;

/** A recipient's kind and name, such as {@code pod/db-1}, as {@code kubectl} would be given it. */
public final class RecipientName {

    private RecipientName() {}

    /** The recipient of a clone. */
    public static String of(MySQLClone clone) {
        return switch (clone.getSpec().recipient().target()) {
            case ClaimRecipient claim -> "pvc/" + claim.claimName();
            case PodRecipient pod -> "pod/" + pod.name();
            case StatefulSetRecipient replica -> "pod/" + replica.podName();
        };
    }

    /** The pod that was named; empty when a claim was. */
    public static Optional<String> pod(MySQLClone clone) {
        return switch (clone.getSpec().recipient().target()) {
            case ClaimRecipient _ -> Optional.empty();
            case PodRecipient pod -> Optional.of(pod.name());
            case StatefulSetRecipient replica -> Optional.of(replica.podName());
        };
    }
}
