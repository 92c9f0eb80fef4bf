package io.mysqlclone.recipient;

import java.util.List;

/** Asks donor and target everything that {@code clone} would check, changes nothing, and reports all of it at once. */
public final class Preflight {
    private final CloneRequest request;

    public Preflight(CloneRequest request) {
        this.request = request;
    }

    public Report check() {
        return new Report(List.of(new Check("request", Verdict.OK, request.toString())));
    }

    /** All checks, in the order a person would make them. */
    public record Report(List<Check> checks) {
        public Report {
            checks = List.copyOf(checks);
        }

        public boolean passed() {
            return checks.stream().noneMatch(check -> check.verdict() == Verdict.FAILED);
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
