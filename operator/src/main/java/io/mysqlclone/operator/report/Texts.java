package io.mysqlclone.operator.report;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.operator.observe.RecipientName;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as {@code kubectl get} shows them. */
final class Texts {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;
    /** From here on a number needs no decimals to be read. */
    private static final double COARSE = 10;

    private Texts() {}

    static Display display(MySQLClone clone, MySQLCloneStatus status) {
        Progress progress = status.progress();
        return new Display(
                progress == null ? null : progress.percent() + "%",
                progress == null || progress.bytesPerSecond() == 0 ? null : bytes(progress.bytesPerSecond()) + "/s",
                eta(progress),
                RecipientName.of(clone));
    }

    private static @Nullable String eta(@Nullable Progress progress) {
        return progress == null || progress.eta() == null ? null : duration(Duration.ofSeconds(progress.eta()));
    }

    static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        String format = unit == 0 || amount >= COARSE ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, amount, UNITS[unit]);
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
