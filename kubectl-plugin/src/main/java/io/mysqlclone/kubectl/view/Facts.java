package io.mysqlclone.kubectl.view;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of a clone is shown, in words, with nothing that could be absent. */
public final class Facts {
    private final MySQLClone clone;
    private final MySQLCloneStatus status;

    /** The facts of {@code clone}. */
    public Facts(MySQLClone clone) {
        this.clone = clone;
        this.status = clone.reported().orElse(MySQLCloneStatus.EMPTY);
    }

    /** Whether a person has approved the restart. */
    public static boolean approved(MySQLClone clone) {
        return Optional.ofNullable(clone.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.APPROVE_RESTART))
                .filter("true"::equals)
                .isPresent();
    }

    /** {@code namespace/name}. */
    public String fullName() {
        return clone.getMetadata().getNamespace() + "/" + clone.getMetadata().getName();
    }

    /** Where it is; {@code Pending} before the operator has said anything. */
    public String phase() {
        if (clone.getMetadata().getDeletionTimestamp() != null) {
            return word(Phase.CANCELLING);
        }
        return word(Optional.ofNullable(status.phase()).orElse(Phase.PENDING));
    }

    /** A phase as the resource spells it. */
    public static String word(Phase phase) {
        return Arrays.stream(phase.name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** Of the condition Ready; empty: none yet. */
    public String reason() {
        return status.condition(ConditionType.READY).map(Condition::getReason).orElse("");
    }

    /** The sentence that says most now. */
    public String message() {
        return Optional.ofNullable(status.message())
                .orElse("The operator has not said anything yet: does it run, and watch this namespace?");
    }

    /** The donor's host, or while that is not known the MySQLDonor that says which. */
    public String donor() {
        return clone.getSpec()
                .knownServer()
                .map(Donor::host)
                .or(() -> clone.reported().map(MySQLCloneStatus::resolvedDonor).map(ResolvedDonor::host))
                .or(() -> Optional.ofNullable(clone.getSpec().donorRef()).map(donor -> "mysqldonor/" + donor.name()))
                .orElse("");
    }

    /** Such as {@code pod/mysql-1}. */
    public String recipient() {
        return Optional.ofNullable(status.display()).map(Display::recipient).orElse("");
    }

    /** The MySQLCloneSchedule that has made it, when one has. */
    public Optional<String> schedule() {
        return Optional.ofNullable(clone.getMetadata().getLabels()).map(labels -> labels.get(MySQLCloneSchedule.LABEL));
    }

    /** The figures, when there are any. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(status.progress());
    }

    /** Whether bytes flow, so that the figures are of now. */
    public boolean transfers() {
        return status.isAt(Step.TRANSFERRING);
    }

    /** Whether it has ended: Ready or Failed. */
    public boolean ended() {
        return status.hasFinished();
    }

    /** Whether it was given up. */
    public boolean failed() {
        return status.isAt(Step.FAILED);
    }

    /** Since when it is there. */
    public Duration age(Instant now) {
        return Optional.ofNullable(clone.getMetadata().getCreationTimestamp())
                .map(Instant::parse)
                .map(created -> Duration.between(created, now))
                .orElse(Duration.ZERO);
    }

    /** Such as {@code 2.1 GiB of 5.0 GiB}; empty while nothing is known. */
    public String bytes() {
        return progress()
                .filter(figures -> figures.dataBytes() > 0 || figures.totalBytes() > 0)
                .map(figures -> Sizes.text(figures.dataBytes())
                        + (figures.totalBytes() > 0 ? " of " + Sizes.text(figures.totalBytes()) : ""))
                .orElse("");
    }

    /** Such as {@code 118 MiB/s}; empty when nothing flows. */
    public String rate() {
        return progress()
                .filter(figures -> transfers() && figures.bytesPerSecond() > 0)
                .map(figures -> Sizes.text(figures.bytesPerSecond()) + "/s")
                .orElse("");
    }

    /** Such as {@code 3m12s left}; empty while unknown. */
    public String left() {
        return progress()
                .filter(_ -> transfers())
                .map(Progress::eta)
                .map(seconds -> Spans.text(Duration.ofSeconds(seconds)) + " left")
                .orElse("");
    }

    /** The stage of the transfer; empty when there is none. */
    public String stage() {
        return progress().map(Progress::stage).orElse("");
    }

    /** The status that all of it is from. */
    public MySQLCloneStatus status() {
        return status;
    }

    /** The resource that all of it is from. */
    public MySQLClone resource() {
        return clone;
    }
}
