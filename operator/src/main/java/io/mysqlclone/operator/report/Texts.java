package io.mysqlclone.operator.report;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.operator.decide.Sizes;
import io.mysqlclone.operator.observe.RecipientName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers as {@code kubectl get} shows them. */
final class Texts {

    private Texts() {}

    static Display display(MySQLClone clone, MySQLCloneStatus status) {
        Progress progress = status.progress();
        return new Display(
                progress == null ? null : progress.percent() + "%",
                progress == null || progress.bytesPerSecond() == 0
                        ? null
                        : Sizes.text(progress.bytesPerSecond()) + "/s",
                eta(progress),
                RecipientName.of(clone),
                donor(clone));
    }

    /** The host that is cloned, or where nobody has looked it up the MySQLDonor that says which. */
    static String donor(MySQLClone clone) {
        return clone.getSpec()
                .knownServer()
                .map(Donor::host)
                .or(() -> Optional.ofNullable(clone.getSpec().donorRef())
                        .map(reference -> "mysqldonor/" + reference.name()))
                .orElse("");
    }

    private static @Nullable String eta(@Nullable Progress progress) {
        return progress == null || progress.eta() == null ? null : duration(Duration.ofSeconds(progress.eta()));
    }

    static String duration(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }
}
