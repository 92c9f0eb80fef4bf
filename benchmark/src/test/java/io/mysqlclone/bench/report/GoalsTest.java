package io.mysqlclone.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.bench.report.Goals.Goal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GoalsTest {

    @Test
    void theWorstRowDecides() {
        List<Goal> goals = Goals.of(List.of(
                Sample.row(Sample.PLAIN, new double[] {10, 8}), Sample.row(Sample.VERIFIED, new double[] {10, 12})));
        assertThat(goal(goals, "wall time, no TLS").verdict()).isEqualTo("yes");
        assertThat(goal(goals, "wall time, every row").verdict()).isEqualTo("no");
        assertThat(goal(goals, "wall time, every row").measured()).contains("1.20", "TLS verified");
    }

    @Test
    void aGoalThatNoRowShowsIsNotMet() {
        List<Goal> goals = Goals.of(List.of(Sample.row(Sample.PLAIN, new double[] {10, 8})));
        assertThat(goal(goals, "wall time, 10,000 tables").verdict()).isEqualTo("no row shows it");
        assertThat(goal(goals, "wall time with verified TLS").verdict()).isEqualTo("no row shows it");
    }

    @Test
    void theAgentsMemoryIsJudgedByItsMaximum() {
        double limit = 64 << 20;
        Goal met = goal(
                Goals.of(List.of(Sample.row(Sample.PLAIN, new double[] {1, limit}, new double[] {1, 1}))),
                "peak resident");
        assertThat(met.verdict()).isEqualTo("yes");
        Goal missed = goal(
                Goals.of(List.of(Sample.row(Sample.PLAIN, new double[] {1, limit + 1}, new double[] {1, 1}))),
                "peak resident");
        assertThat(missed.verdict()).isEqualTo("no");
    }

    @Test
    void aResumedCloneIsJudgedByWhatIsSentTwiceAndByWhatIsRead() {
        double limit = 64 << 20;
        assertThat(resume(Sample.resumed(limit, limit)).verdict()).isEqualTo("yes");
        assertThat(resume(Sample.resumed(limit + 1, 0)).verdict()).isEqualTo("no");
        assertThat(resume(Sample.resumed(0, limit + 1)).verdict()).isEqualTo("no");
        assertThat(resume(Sample.resumed(limit, 0)).measured())
                .isEqualTo("killed when 75 % was written: 64.0 MiB sent twice, 0 B read, 2.00 s more");
    }

    private static Goal resume(RowResults row) {
        return goal(Goals.of(List.of(row)), "resume after kill -9");
    }

    private static Goal goal(List<Goal> goals, String what) {
        return goals.stream()
                .filter(goal -> goal.what().startsWith(what))
                .findFirst()
                .orElseThrow();
    }
}
