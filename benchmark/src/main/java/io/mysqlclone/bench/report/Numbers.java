package io.mysqlclone.bench.report;

import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.bench.Figure;
import java.util.Locale;

/** Measurements in text, with three digits, which is more than they are worth. */
final class Numbers {
    private Numbers() {}

    static String text(Figure figure, double value) {
        return switch (figure.unit()) {
            case SECONDS -> digits(value) + " s";
            case MILLISECONDS -> digits(value) + " ms";
            case BYTES -> ByteSize.format(Math.round(value));
        };
    }

    static String text(Figure figure, Spread spread) {
        return text(figure, spread.median()) + " (" + text(figure, spread.min()) + " - " + text(figure, spread.max())
                + ")";
    }

    static String ratio(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f - %.2f)", spread.median(), spread.min(), spread.max());
    }

    /** How a killed clone went on. */
    static String text(Resume resume) {
        return String.format(
                Locale.ROOT,
                "killed when %.0f %% was written: %s sent twice, %s read, %s s more",
                resume.killedAt() * 100,
                ByteSize.format(Math.round(resume.sentTwice())),
                ByteSize.format(Math.round(resume.readBytes())),
                digits(resume.wallSeconds()));
    }

    static String rate(double bytesPerSecond) {
        return ByteSize.format(Math.round(bytesPerSecond)) + "/s";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }
}
