package io.mysqlclone.api.v1alpha1.agent;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Quantities and durations as Kubernetes writes them. */
public final class Values {
    /** Hours, minutes and seconds, such as {@code 1h30m}; a subset of {@code metav1.Duration}. */
    public static final String DURATION = "^([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?$";

    /** The longest text of a duration. */
    public static final int DURATION_LENGTH = 16;

    private Values() {}

    /** Whole bytes of a quantity, rounded up; 0 for none. */
    public static long bytes(@Nullable Quantity quantity) {
        if (quantity == null) {
            return 0;
        }
        BigDecimal amount = quantity.getNumericalAmount().setScale(0, RoundingMode.CEILING);
        return amount.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    /**
     * The duration that a text of the form {@link #DURATION} says.
     *
     * @throws java.time.format.DateTimeParseException if it has another form
     */
    public static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
