package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import java.util.Optional;

/**
 * The words on a claim that say which clone was made on it last, in {@link MySQLClone#MADE}. GitOps, a restore of a namespace
 * and a time to live make a resource anew that was done; with the same name, donor and recipient it is the same clone. How it is
 * made is no part of it: a field that a later version adds, with its default, makes no other clone.
 */
public final class Made {

    private Made() {}

    /** The words for a clone, which people may read too: its name, whence, whither, and which time if somebody has said so. */
    public static String words(MySQLClone clone) {
        Donor donor = clone.getSpec().donor();
        String again = Optional.ofNullable(clone.getMetadata().getAnnotations().get(MySQLClone.RUN))
                .map(run -> ", " + run)
                .orElse("");
        return clone.getMetadata().getName() + " from "
                + DonorName.of(donor.host(), clone.getMetadata().getNamespace()) + ":" + donor.port() + " to "
                + RecipientName.of(clone) + path(clone) + again;
    }

    private static String path(MySQLClone clone) {
        return clone.getSpec().recipient().target() instanceof ClaimRecipient claim && claim.path() != null
                ? "/" + claim.path()
                : "";
    }

    /** Whether that clone was the last one that was made on the claim. */
    static boolean isOn(PersistentVolumeClaim claim, MySQLClone clone) {
        return Optional.ofNullable(claim.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.MADE))
                .filter(words(clone)::equals)
                .isPresent();
    }
}
