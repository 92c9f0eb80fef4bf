package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.recipient.CloneRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks donor and target everything that {@code clone} would check, changes nothing, and reports all of it at once.
 *
 * <p>A donor tells its files and their size only to a clone that has begun. So one is begun, and ended as soon as the
 * donor has named its files: that takes the donor's one place for a clone for a moment, and a donor gives up an idle
 * clone that waits for its recipient to come back when another one begins. When the target holds the unfinished clone of
 * this donor, which {@code clone} would resume, that part is therefore skipped.
 */
public final class Preflight {
    /** The check that time may heal. */
    public static final String DONOR_REACHABLE = "donor reachable";

    private final EngineSet<ClonePlace> engines;
    private final CloneRequest request;

    /**
     * A preflight that has not begun.
     *
     * @param engines what may be cloned, as far as the donor knows it too
     */
    public Preflight(EngineSet<ClonePlace> engines, CloneRequest request) {
        this.engines = engines;
        this.request = request;
    }

    /** Checks; takes as long as the donor needs to name its files, and never throws for what it finds. */
    public Report check() {
        var checklist = new Checklist();
        var target = new TargetExamination(request, checklist).examine();
        new DonorExamination(engines, request, checklist, target).examine();
        return checklist.report();
    }

    /** All checks, in the order a person would make them. */
    public record Report(List<Check> checks) {
        public Report {
            checks = List.copyOf(checks);
        }

        /** The same with one more. */
        public Report with(Optional<Check> more) {
            return new Report(Stream.concat(checks.stream(), more.stream()).toList());
        }

        public boolean passed() {
            return checks.stream().noneMatch(check -> check.verdict() == Verdict.FAILED);
        }

        /** Whether nothing is known to be wrong but that the donor can't be reached, which time may heal. */
        public boolean isOutage() {
            return !passed()
                    && checks.stream()
                            .filter(check -> check.verdict() == Verdict.FAILED)
                            .allMatch(check -> check.name().equals(DONOR_REACHABLE));
        }
    }

    /**
     * One check.
     *
     * @param name short, in the user's words: {@code donor login}, {@code free space}
     * @param verdict its outcome; SKIPPED when an earlier failure made it impossible
     * @param message one sentence: what was found, and for a failure what to do
     */
    public record Check(String name, Verdict verdict, String message) {}

    public enum Verdict {
        OK,
        WARNING,
        FAILED,
        SKIPPED
    }
}
