package io.mysqlclone.operator.report;

import static io.mysqlclone.operator.report.Reported.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CloneMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CloneMetrics metrics = new CloneMetrics(registry);
    private final Reported reported = new Reported();

    private double gauge(String name) {
        return registry.get("mysqlclone." + name)
                .tags("namespace", "shop", "name", "copy")
                .gauge()
                .value();
    }

    private double finished(String result) {
        return Optional.ofNullable(registry.find("mysqlclone.finished")
                        .tag("result", result)
                        .counter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    /** As the reconciler does: told before it is written. */
    private void tell(Phase phase) {
        MySQLCloneStatus next = reported.unwritten(decision(phase, Reason.PASSED), Optional.empty());
        metrics.record(reported.resource(), next);
        reported.resource().setStatus(next);
    }

    @Test
    void theGaugesFollowTheStatus() {
        reported.running(1, """
                percent: 37.5
                dataBytes: 1000
                totalBytes: 4000
                bytesPerSecond: 50
                connections: 4
                """);
        tell(Phase.TRANSFERRING);

        assertThat(gauge("active")).isEqualTo(1);
        assertThat(gauge("ready")).isZero();
        assertThat(gauge("progress.ratio")).isEqualTo(0.37);
        assertThat(gauge("data.bytes")).isEqualTo(1000);
        assertThat(gauge("estimate.bytes")).isEqualTo(4000);
        assertThat(gauge("rate.bytes.per.second")).isEqualTo(50);
        assertThat(gauge("connections")).isEqualTo(4);

        reported.gone();
        tell(Phase.READY);
        assertThat(gauge("active")).isZero();
        assertThat(gauge("ready")).isEqualTo(1);
        assertThat(gauge("failed")).isZero();
        assertThat(gauge("connections")).isZero();
    }

    @Test
    void eachEndIsCountedOnce() {
        tell(Phase.TRANSFERRING);
        assertThat(finished("Ready") + finished("Failed")).isZero();
        tell(Phase.FAILED);
        tell(Phase.FAILED);
        assertThat(finished("Failed")).isEqualTo(1);
        tell(Phase.PREFLIGHT);
        tell(Phase.READY);
        tell(Phase.READY);
        assertThat(finished("Failed")).isEqualTo(1);
        assertThat(finished("Ready")).isEqualTo(1);
    }

    @Test
    void aCloneThatIsGoneLeavesNoSeries() {
        tell(Phase.READY);
        metrics.forget(reported.resource());
        metrics.forget(reported.resource());

        assertThat(registry.getMeters()).extracting(Meter::getId).allMatch(id -> id.getTag("name") == null);
    }

    @Test
    void noTagSaysMoreThanWhichClone() {
        tell(Phase.TRANSFERRING);

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsOnly("namespace", "name");
    }
}
