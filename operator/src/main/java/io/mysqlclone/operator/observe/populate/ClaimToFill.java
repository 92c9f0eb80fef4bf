package io.mysqlclone.operator.observe.populate;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A claim whose data source is a MySQLDonor.
 *
 * @param deleting whether it is being deleted
 * @param bound whether Kubernetes has bound it
 * @param volumeName the volume that it has, or is about to have
 * @param donor the MySQLDonor
 * @param donorNamespace where that is to be, if the claim says so
 * @param storageClass empty: there is none, and no default
 * @param node that the scheduler has chosen for its first pod
 * @param beyond what it asks for and a clone cannot give, as it stands in the claim
 */
public record ClaimToFill(
        String namespace,
        String name,
        String uid,
        boolean deleting,
        boolean bound,
        Optional<String> volumeName,
        String donor,
        Optional<String> donorNamespace,
        Optional<String> storageClass,
        Optional<String> node,
        List<String> beyond) {

    private static final String KIND = "MySQLDonor";

    /** A user ID that is not root's. */
    private static final Pattern UID = Pattern.compile("[1-9][0-9]{0,8}");

    public ClaimToFill {
        beyond = List.copyOf(beyond);
    }

    /** Whether a claim is one. */
    public static boolean is(PersistentVolumeClaim claim) {
        return source(claim).isPresent();
    }

    private static Optional<TypedObjectReference> source(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getDataSourceRef())
                .filter(source -> MySQLClone.GROUP.equals(source.getApiGroup()) && KIND.equals(source.getKind()));
    }

    /**
     * What is known of a claim.
     *
     * @throws IllegalArgumentException if its data source is no MySQLDonor
     */
    public static ClaimToFill of(PersistentVolumeClaim claim) {
        TypedObjectReference source = source(claim)
                .orElseThrow(() -> new IllegalArgumentException("the claim's data source is no MySQLDonor"));
        return new ClaimToFill(
                claim.getMetadata().getNamespace(),
                claim.getMetadata().getName(),
                claim.getMetadata().getUid(),
                claim.getMetadata().getDeletionTimestamp() != null,
                claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase()),
                given(claim.getSpec().getVolumeName()),
                source.getName(),
                given(source.getNamespace()),
                given(claim.getSpec().getStorageClassName()),
                annotation(claim, Names.SELECTED_NODE),
                beyond(claim));
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(word -> !word.isEmpty());
    }

    private static Optional<String> annotation(PersistentVolumeClaim claim, String key) {
        return Optional.ofNullable(claim.getMetadata().getAnnotations())
                .flatMap(annotations -> given(annotations.get(key)));
    }

    private static List<String> beyond(PersistentVolumeClaim claim) {
        return Stream.of(
                        Optional.of("volumeMode: Block")
                                .filter(_ -> "Block".equals(claim.getSpec().getVolumeMode())),
                        Optional.of("selector").filter(_ -> claim.getSpec().getSelector() != null),
                        Optional.of("volumeAttributesClassName")
                                .filter(_ -> given(claim.getSpec().getVolumeAttributesClassName())
                                        .isPresent()),
                        annotation(claim, Names.RUN_AS_USER)
                                .filter(user -> !UID.matcher(user.strip()).matches())
                                .map(user -> "annotation " + Names.RUN_AS_USER + ": " + user),
                        Optional.of("accessModes: ReadOnlyMany")
                                .filter(_ -> Objects.requireNonNullElse(
                                                claim.getSpec().getAccessModes(), List.<String>of())
                                        .contains("ReadOnlyMany")))
                .flatMap(Optional::stream)
                .toList();
    }
}
