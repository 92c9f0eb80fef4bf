package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.recipient.CloneRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

    static final String DONOR_FREE = "donor free for a clone";

    private final EngineSet<ClonePlace> engines;
    private final CloneRequest request;
    private final OptionalLong volume;

    /**
     * A preflight that has not begun.
     *
     * @param engines what may be cloned, as far as the donor knows it too
     * @param volume bytes of the volume that is yet to be made for the target; empty when the target is where it will be
     */
    public Preflight(EngineSet<ClonePlace> engines, CloneRequest request, OptionalLong volume) {
        this.engines = engines;
        this.request = request;
        this.volume = volume;
    }

    /** One of a target that is where it will be. */
    public Preflight(EngineSet<ClonePlace> engines, CloneRequest request) {
        this(engines, request, OptionalLong.empty());
    }

    /** Checks; takes as long as the donor needs to name its files, and never throws for what it finds. */
    public Report check() {
        var checklist = new Checklist();
        var target = new TargetExamination(request, checklist, volume).examine();
        new DonorExamination(engines, request, checklist, target, volume).examine();
        return checklist.report();
    }

    /**
     * All checks, in the order a person would make them.
     *
     * @param space what the clone needs and what there is; empty when the donor did not name its files
     * @param donorBusy whether the donor serves another clone now, which time heals
     */
    public record Report(List<Check> checks, Optional<Space> space, boolean donorBusy) {
        public Report {
            checks = List.copyOf(checks);
        }

        /** One of which no more is known. */
        public Report(List<Check> checks) {
            this(checks, Optional.empty(), false);
        }

        /** The same with one more. */
        public Report with(Optional<Check> more) {
            return new Report(Stream.concat(checks.stream(), more.stream()).toList(), space, donorBusy);
        }

        public boolean passed() {
            return checks.stream().noneMatch(check -> check.verdict() == Verdict.FAILED);
        }

        /** Whether nothing is known to be wrong but that the donor can't be reached, which time may heal. */
        public boolean isOutage() {
            return onlyFailed(DONOR_REACHABLE);
        }

        /** Whether nothing is known to be wrong but that the donor serves another clone now. */
        public boolean isTurnOfAnother() {
            return donorBusy && onlyFailed(DONOR_FREE);
        }

        private boolean onlyFailed(String name) {
            return !passed()
                    && checks.stream()
                            .filter(check -> check.verdict() == Verdict.FAILED)
                            .allMatch(check -> check.name().equals(name));
        }
    }

    /**
     * Room for the clone.
     *
     * @param neededBytes what the clone takes, about
     * @param freeBytes what is free now, or will be on a volume that is yet to be made
     */
    public record Space(long neededBytes, long freeBytes) {}

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
