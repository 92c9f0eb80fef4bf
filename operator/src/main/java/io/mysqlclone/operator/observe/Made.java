package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words on a claim that say which clones were made on it, in {@link MySQLClone#MADE}, one a line, the last one last. GitOps,
 * a restore of a namespace and a time to live make a resource anew that was done; with the same name, donor and recipient it is
 * the same clone. Two resources for one claim would else be made in turn for ever, each over what the other has brought. How
 * it is made is no part of it: a field that a later version adds, with its default, makes no other clone.
 */
public final class Made {

    /** Of a claim that is cloned to again and again, under another name each time, not everything is kept. */
    private static final int KEPT = 30;

    private Made() {}

    /** The words on a claim once the clone was made on it too. */
    public static String after(PersistentVolumeClaim claim, MySQLClone clone) {
        String words = words(clone);
        List<String> before = on(claim).filter(line -> !line.equals(words)).toList();
        return Stream.concat(before.stream().skip(Math.max(0, before.size() - KEPT + 1)), Stream.of(words))
                .collect(Collectors.joining("\n"));
    }

    /** The words for a clone, which people may read too: its name, whence, whither, and which time if somebody has said so. */
    private static String words(MySQLClone clone) {
        String again = Optional.ofNullable(clone.getMetadata().getAnnotations().get(MySQLClone.RUN))
                .map(run -> ", " + run.strip().replaceAll("\\R", " "))
                .orElse("");
        return clone.getMetadata().getName() + " from "
                + whence(clone) + " to "
                + RecipientName.of(clone) + path(clone) + again;
    }

    /** Which server a MySQLDonor stands for may be another one at another time. */
    private static String whence(MySQLClone clone) {
        String namespace = clone.getMetadata().getNamespace();
        DonorReference reference = clone.getSpec().donorRef();
        return reference == null
                ? clone.getSpec()
                        .knownServer()
                        .map(donor -> DonorName.of(donor.host(), namespace) + ":" + donor.port())
                        .orElse("")
                : "MySQLDonor " + Objects.requireNonNullElse(reference.namespace(), namespace) + "/" + reference.name();
    }

    private static String path(MySQLClone clone) {
        return clone.getSpec().recipient().target() instanceof ClaimRecipient claim && claim.path() != null
                ? "/" + claim.path()
                : "";
    }

    /** Whether the clone was made on the claim, whatever was made on it since. */
    public static boolean isOn(PersistentVolumeClaim claim, MySQLClone clone) {
        return on(claim).anyMatch(words(clone)::equals);
    }

    private static Stream<String> on(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.MADE))
                .stream()
                .flatMap(String::lines);
    }
}
