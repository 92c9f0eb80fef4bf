package io.mysqlclone.datadir.commit;

import java.time.Instant;
import java.util.Map;

/**
 * What {@code performance_schema.clone_status} and {@code clone_progress} of the started server show, as mysqld's clone
 * plugin reads it from {@code #clone/#view_status} and {@code #clone/#view_progress}.
 *
 * @param source the donor as {@code host:port}
 * @param begin when the clone began
 * @param end when the last byte was in place
 * @param stages progress of the stages that took part; a missing stage is shown as "Not Started"
 */
public record CloneStatus(String source, Instant begin, Instant end, Map<Stage, Progress> stages) {

    /** The stages in the order of {@code clone_progress}. RESTART and RECOVERY are filled in by mysqld. */
    public enum Stage {
        DROP_DATA,
        FILE_COPY,
        PAGE_COPY,
        REDO_COPY,
        FILE_SYNC,
        RESTART,
        RECOVERY
    }

    /** STATE of {@code clone_progress}. */
    public enum State {
        NOT_STARTED(0),
        IN_PROGRESS(1),
        COMPLETED(2),
        FAILED(3);

        private final int number;

        State(int number) {
            this.number = number;
        }
    }

    /**
     * One row of {@code clone_progress}.
     *
     * @param threads tasks that took part
     * @param estimate bytes expected
     * @param data bytes of file content received
     * @param network bytes received, headers included
     */
    public record Progress(
            State state, int threads, Instant begin, Instant end, long estimate, long data, long network) {}

    /** Content of {@code #view_status}: in progress, no error, because mysqld completes it after its recovery. */
    String viewStatus() {
        return "1 1\n" + micros(begin) + " " + micros(end) + "\n" + source.replaceAll("\\p{Cntrl}", "?")
                + "\n0\n\n\n0\n\n";
    }

    /** Content of {@code #view_progress}. */
    String viewProgress() {
        StringBuilder text = new StringBuilder("1\n");
        for (Stage stage : Stage.values()) {
            Progress p = stages.get(stage);
            text.append(
                    p == null
                            ? "0 0 0 0 0 0 0\n"
                            : "%d %d %d %d %d %d %d\n"
                                    .formatted(
                                            p.state().number,
                                            p.threads(),
                                            micros(p.begin()),
                                            micros(p.end()),
                                            p.estimate(),
                                            p.data(),
                                            p.network()));
        }
        return text.toString();
    }

    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
    }
}
