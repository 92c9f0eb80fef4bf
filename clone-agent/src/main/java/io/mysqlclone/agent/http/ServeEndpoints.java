package io.mysqlclone.agent.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mysqlclone.agent.http.StatusServer.Answer;
import io.mysqlclone.agent.http.StatusServer.Endpoint;
import io.mysqlclone.agent.report.ServeJson;
import io.mysqlclone.agent.report.StorageReads;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.donor.serve.Donor;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** {@code /status}, {@code /metrics} and {@code /limits} of a donor. */
public final class ServeEndpoints implements Endpoints {
    private static final String PREFIX = "mysqlclone.donor.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Donor donor;
    private final Supplier<Optional<DonorPace>> pace;
    private final MultiGauge dataBytes;
    private final MultiGauge totalBytes;
    private final MultiGauge networkBytes;
    private final MultiGauge rate;
    private final MultiGauge connections;

    /**
     * Those of {@code donor}.
     *
     * @param pace how its recipients are slowed down for the sake of a running server
     */
    public ServeEndpoints(Donor donor, Supplier<Optional<DonorPace>> pace) {
        this.donor = donor;
        this.pace = pace;
        Gauge.builder(PREFIX + "server.p99.seconds", () -> seconds(pace.get().flatMap(DonorPace::p99)))
                .description("99th percentile of the server's statements, with --donor-p99; NaN while unknown")
                .register(registry);
        Gauge.builder(
                        PREFIX + "server.p99.target.seconds",
                        () -> seconds(pace.get().map(DonorPace::target)))
                .description("The value of --donor-p99; NaN without")
                .register(registry);
        Gauge.builder(
                        PREFIX + "pace.bytes.per.second",
                        () -> pace.get().map(DonorPace::bytesPerSecond).orElse(0L))
                .description("What all recipients may have for the sake of the server's statements; 0 when not slowed")
                .register(registry);
        FunctionCounter.builder(PREFIX + "clones.completed", donor, Donor::completed)
                .description("Clones that their recipients have completed")
                .register(registry);
        FunctionCounter.builder(PREFIX + "clones.failed", donor, Donor::failed)
                .description("Clones that ended otherwise")
                .register(registry);
        FunctionCounter.builder(PREFIX + "given.bytes", donor, of -> (double) of.givenBytes())
                .description("Bytes of data given to all recipients")
                .register(registry);
        FunctionCounter.builder(PREFIX + "storage.read.bytes", donor, of ->
                        (double) StorageReads.bytes().orElse(0))
                .description("Bytes that this process had read from storage, and not from the page cache")
                .register(registry);
        Gauge.builder(PREFIX + "clones", donor, of -> of.progress().size())
                .description("Clones now, those that wait for their recipient among them")
                .register(registry);
        Gauge.builder(PREFIX + "clients", donor, Donor::connections)
                .description("Connections of clients that are logged in")
                .register(registry);
        dataBytes = each("recipient.data.bytes", "Bytes of data given to a recipient");
        totalBytes = each("recipient.estimate.bytes", "Estimated bytes of a recipient's clone; 0 while unknown");
        networkBytes = each("recipient.network.bytes", "Bytes sent to a recipient");
        rate = each("recipient.rate.bytes.per.second", "Data rate of a recipient, smoothed over a few seconds");
        connections = each("recipient.connections", "Data connections of a recipient");
        new UptimeMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
    }

    private static double seconds(Optional<Duration> time) {
        return time.map(Duration::toNanos).map(nanos -> nanos / 1e9).orElse(Double.NaN);
    }

    private MultiGauge each(String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    @Override
    public Map<String, Map<String, Endpoint>> table() {
        return Map.of(
                "/status",
                Map.of(
                        "GET",
                        body -> new Answer(
                                200,
                                StatusServer.JSON,
                                ServeJson.status(donor, pace.get()).toString())),
                "/metrics",
                Map.of("GET", body -> new Answer(200, StatusServer.PROMETHEUS, scrape())),
                "/limits",
                new TreeMap<>(Map.of("GET", body -> limits(), "PUT", this::setLimits)));
    }

    private synchronized String scrape() {
        List<RecipientProgress> recipients = donor.progress();
        register(dataBytes, recipients, RecipientProgress::dataBytes);
        register(totalBytes, recipients, RecipientProgress::totalBytes);
        register(networkBytes, recipients, RecipientProgress::networkBytes);
        register(rate, recipients, RecipientProgress::bytesPerSecond);
        register(connections, recipients, RecipientProgress::connections);
        return registry.scrape();
    }

    private static void register(
            MultiGauge gauge, List<RecipientProgress> recipients, ToDoubleFunction<RecipientProgress> value) {
        gauge.register(
                recipients.stream()
                        .map(recipient -> MultiGauge.Row.of(
                                Tags.of(
                                        "clone",
                                        Integer.toString(recipient.number()),
                                        "host",
                                        recipient.host(),
                                        "state",
                                        ServeJson.name(recipient.state())),
                                value.applyAsDouble(recipient)))
                        .toList(),
                true);
    }

    private Answer limits() {
        return new Answer(200, StatusServer.JSON, ServeJson.limits(donor).toString());
    }

    private Answer setLimits(byte[] body) {
        try {
            donor.setBandwidth(
                    LimitsBody.parse(body, new Limits(donor.bandwidth(), 0)).dataBytesPerSecond());
        } catch (IllegalArgumentException bad) {
            return StatusServer.error(400, String.valueOf(bad.getMessage()));
        }
        return limits();
    }

    @Override
    public void close() {
        registry.close();
    }
}
