package io.mysqlclone.agent.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mysqlclone.agent.report.Names;
import io.mysqlclone.agent.report.Watched;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Progress.StageProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** A clone as Prometheus metrics. */
final class CloneMetrics implements AutoCloseable {
    private static final String PREFIX = "mysqlclone.agent.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Watched clone;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    CloneMetrics(Watched clone) {
        this.clone = clone;
        counter("data.bytes", "Bytes written to files, over all stages and processes", p -> (double) p.dataBytes());
        counter("network.bytes", "Bytes received from the donor by this process", p -> (double) p.networkBytes());
        counter("reconnects", "Successful reconnections of this process", Progress::reconnects);
        counter("started.over", "How often this process had to start from zero", Progress::startedOver);
        counter("pages.verified", "Pages whose checksum was right", p -> pages(p, CloneResult.Pages::verified));
        counter(
                "pages.unverifiable",
                "Pages that cannot be checked without their key or decompression",
                p -> pages(p, CloneResult.Pages::unverifiable));
        gauge("estimate.bytes", "Estimated bytes of all stages; 0 while unknown", p -> (double) p.totalBytes());
        gauge("rate.bytes.per.second", "Data rate, smoothed over a few seconds", Progress::bytesPerSecond);
        gauge("connections", "Data connections attached now", Progress::connections);
        gauge("progress.ratio", "Part of the clone that is done, 0 to 1", p -> p.percent() / 100);
        gauge("eta.seconds", "Estimated time left; NaN while unknown", CloneMetrics::eta);
        gauge(
                "donor.p99.seconds",
                "99th percentile of the donor's statements, with --donor-p99; NaN while unknown",
                p -> seconds(p.donorPace().flatMap(DonorPace::p99)));
        gauge(
                "donor.p99.target.seconds",
                "The value of --donor-p99; NaN without",
                p -> seconds(p.donorPace().map(DonorPace::target)));
        gauge(
                "donor.pace.bytes.per.second",
                "What the clone may have for the sake of the donor's statements; 0 when it is not slowed down",
                p -> (double) p.donorPace().map(DonorPace::bytesPerSecond).orElse(0L));
        for (var stage : Stage.values()) {
            register(stage);
        }
        for (var state : Progress.State.values()) {
            Gauge.builder(PREFIX + "state", clone, running -> running.progress().state() == state ? 1 : 0)
                    .description("1 for what the clone is doing")
                    .tag("state", Names.of(state))
                    .register(registry);
        }
        new UptimeMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private static double pages(Progress progress, ToLongFunction<CloneResult.Pages> count) {
        return progress.pages().map(pages -> (double) count.applyAsLong(pages)).orElse(0.0);
    }

    private static double eta(Progress progress) {
        return seconds(progress.eta());
    }

    private static double seconds(Optional<Duration> time) {
        return time.map(Duration::toNanos).map(nanos -> nanos / 1e9).orElse(Double.NaN);
    }

    private void register(Stage stage) {
        Gauge.builder(PREFIX + "stage", clone, running -> running.progress().stage() == stage ? 1 : 0)
                .description("1 for the current stage")
                .tag("stage", stage.label())
                .register(registry);
        rowGauge(stage, "stage.data.bytes", "Bytes of the stage written to files", row -> (double) row.data());
        rowGauge(stage, "stage.estimate.bytes", "Bytes of the stage announced", row -> (double) row.estimate());
        rowGauge(stage, "stage.network.bytes", "Bytes of the stage received", row -> (double) row.network());
    }

    private void rowGauge(Stage stage, String name, String description, ToDoubleFunction<StageProgress> value) {
        Gauge.builder(
                        PREFIX + name,
                        clone,
                        running -> running.progress().stages().stream()
                                .filter(row -> row.stage() == stage)
                                .mapToDouble(value)
                                .sum())
                .description(description)
                .tag("stage", stage.label())
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<Progress> value) {
        FunctionCounter.builder(PREFIX + name, clone, running -> value.applyAsDouble(running.progress()))
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Progress> value) {
        Gauge.builder(PREFIX + name, clone, running -> value.applyAsDouble(running.progress()))
                .description(description)
                .register(registry);
    }

    /** All metrics in Prometheus' text format. */
    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
