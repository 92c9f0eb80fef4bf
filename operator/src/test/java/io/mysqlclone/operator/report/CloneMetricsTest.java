package io.mysqlclone.operator.report;

import static io.mysqlclone.operator.report.Reported.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CloneMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Ticking clock = new Ticking();
    private final CloneMetrics metrics = new CloneMetrics(registry, clock);
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
        assertThat(registry.find("mysqlclone.phase").gauge()).isNull();

        assertThat(registry.getMeters()).extracting(Meter::getId).allMatch(id -> id.getTag("name") == null);
    }

    private static final class Ticking extends Clock {
        private Instant now = Reported.BEGIN;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private List<String> words(String what) {
        return registry.find("mysqlclone." + what).gauges().stream()
                .filter(gauge -> gauge.value() == 1)
                .map(gauge -> String.valueOf(gauge.getId().getTag(what)))
                .toList();
    }

    @Test
    void phaseAndReasonAreThoseOfNow() {
        tell(Phase.AWAITING_APPROVAL);
        assertThat(words("phase")).containsExactly("AwaitingApproval");
        assertThat(words("reason")).containsExactly("Passed");

        tell(Phase.READY);
        assertThat(words("phase")).containsExactly("Ready");
    }

    @Test
    void bytesAddUpAlsoOverACloneThatBeginsAnew() {
        for (int bytes : List.of(1000, 4000, 500, 700)) {
            reported.running(1, "dataBytes: " + bytes + "\ntotalBytes: 4000\n");
            tell(Phase.TRANSFERRING);
        }

        assertThat(registry.get("mysqlclone.received.bytes")
                        .tags("namespace", "shop")
                        .counter()
                        .count())
                .isEqualTo(4700);
    }

    @Test
    void whatCouldNotBeWrittenIsNotCountedTwice() {
        reported.running(1, "dataBytes: 1000\ntotalBytes: 4000\n");
        for (Phase phase : List.of(Phase.TRANSFERRING, Phase.TRANSFERRING, Phase.READY, Phase.READY)) {
            metrics.record(reported.resource(), reported.unwritten(decision(phase, Reason.PASSED), Optional.empty()));
        }

        assertThat(registry.get("mysqlclone.received.bytes").counter().count()).isEqualTo(1000);
        assertThat(finished("Ready")).isEqualTo(1);
    }

    @Test
    void aPhaseThatWasSeenBeginAndEndIsTimed() {
        tell(Phase.PREFLIGHT);
        clock.now = clock.now.plusSeconds(20);
        tell(Phase.TRANSFERRING);
        clock.now = clock.now.plusSeconds(600);
        tell(Phase.READY);

        assertThat(registry.get("mysqlclone.phase.duration")
                        .tags("phase", "Transferring")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(600);
        assertThat(registry.get("mysqlclone.phase.duration")
                        .tags("phase", "Preflight")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCloneIsTimedFromItsFirstAgentToItsEnd() {
        reported.resource()
                .setStatus(new MySQLCloneStatusBuilder()
                        .phase(Phase.REPLICATING)
                        .startTime(Reported.BEGIN)
                        .build());
        MySQLCloneStatus next = reported.resource().reported().orElseThrow().toBuilder()
                .phase(Phase.READY)
                .completionTime(Reported.BEGIN.plusSeconds(90))
                .build();
        metrics.record(reported.resource(), next);

        assertThat(registry.get("mysqlclone.duration")
                        .tags("result", "Ready")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(90);
    }

    @Test
    void theQueueOfADonorIsThoseThatWaitForIt() {
        metrics.record(
                reported.resource(), reported.unwritten(decision(Phase.WAITING, Reason.DONOR_BUSY), Optional.empty()));
        assertThat(queue()).isEqualTo(1);

        tell(Phase.TRANSFERRING);
        assertThat(queue()).isZero();

        metrics.forget(reported.resource());
        assertThat(registry.find("mysqlclone.donor.queue.length").gauge()).isNull();
    }

    private double queue() {
        return registry.get("mysqlclone.donor.queue.length")
                .tags("namespace", "shop", "donor", "a")
                .gauge()
                .value();
    }

    @Test
    void noTagSaysMoreThanWhichClone() {
        tell(Phase.TRANSFERRING);

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsOnly("namespace", "name", "phase", "reason", "donor");
    }
}
