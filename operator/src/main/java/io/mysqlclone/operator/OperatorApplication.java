package io.mysqlclone.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mysqlclone.operator.act.Actor;
import io.mysqlclone.operator.act.AgentImage;
import io.mysqlclone.operator.act.CopyMaker;
import io.mysqlclone.operator.act.DonorAgents;
import io.mysqlclone.operator.act.MemberMaker;
import io.mysqlclone.operator.act.PrimeMaker;
import io.mysqlclone.operator.act.ProbePods;
import io.mysqlclone.operator.agent.AgentClient;
import io.mysqlclone.operator.agent.OperatorKey;
import io.mysqlclone.operator.controller.MySQLCloneReconciler;
import io.mysqlclone.operator.controller.MySQLCloneScheduleReconciler;
import io.mysqlclone.operator.controller.MySQLCloneSetReconciler;
import io.mysqlclone.operator.controller.MySQLDonorReconciler;
import io.mysqlclone.operator.controller.PopulatorReconciler;
import io.mysqlclone.operator.observe.Observer;
import io.mysqlclone.operator.observe.RecipientObserver;
import io.mysqlclone.operator.observe.RunObserver;
import io.mysqlclone.operator.observe.donor.DonorLookup;
import io.mysqlclone.operator.observe.donor.ProbeObserver;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.PopulateObserver;
import io.mysqlclone.operator.observe.schedule.ScheduleObserver;
import io.mysqlclone.operator.observe.set.SetObserver;
import io.mysqlclone.operator.report.AgentLogs;
import io.mysqlclone.operator.report.CloneMetrics;
import io.mysqlclone.operator.report.EventRecorder;
import io.mysqlclone.operator.report.PopulateMetrics;
import io.mysqlclone.operator.report.ScheduleMetrics;
import io.mysqlclone.operator.report.SetMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the parts together and starts them; the one place that knows all of them. */
@ApplicationScoped
class OperatorApplication {

    /** The gauge of namespaces that should be watched and cannot be. */
    static final String UNWATCHED = "mysqlclone.unwatched.namespaces";

    private static final Logger LOG = Logger.getLogger(OperatorApplication.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final double RETRY_GROWTH = 2;

    /** At once: enough for agents that do not answer, and few enough that a thousand clones fit the memory. */
    private static final int RECONCILIATIONS = 32;

    /** For the first list of a namespace; what comes later is taken as it comes. */
    private static final Duration SYNC = Duration.ofSeconds(20);

    private final OperatorConfig config;
    private final MeterRegistry registry;
    private @Nullable KubernetesClient client;
    private @Nullable Operator operator;
    private volatile boolean stopping;

    OperatorApplication(OperatorConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void start(@Observes StartupEvent started) {
        start(ClusterClient.open());
    }

    /** Starts it with a client, which {@link #stop()} closes. */
    void start(KubernetesClient cluster) {
        client = cluster;
        Operator starting = new Operator(overrider -> configure(overrider, cluster));
        Parts parts = parts(cluster);
        starting.register(clones(cluster, parts), controller -> {
            common(controller);
            controller
                    .withGenerationAware(false)
                    // The finalizer is the reconciler's own: a clone that is done has none, and goes without an
                    // operator.
                    .withTriggerReconcilerOnAllEvents(true)
                    .withOnUpdateFilter(OperatorApplication::matters);
        });
        starting.register(donors(cluster, parts), this::common);
        starting.register(schedules(cluster, parts), controller -> {
            common(controller);
            controller
                    .withGenerationAware(false)
                    .withTriggerReconcilerOnAllEvents(true)
                    .withOnUpdateFilter(OperatorApplication::matters);
        });
        if (config.populator().enabled()) {
            starting.register(populator(cluster, parts), controller -> {
                common(controller);
                controller
                        .withGenerationAware(false)
                        .withTriggerReconcilerOnAllEvents(true)
                        .withGenericFilter(ClaimToFill::is);
            });
        }
        starting.register(sets(cluster, parts), controller -> {
            common(controller);
            controller
                    .withGenerationAware(false)
                    .withTriggerReconcilerOnAllEvents(true)
                    .withOnUpdateFilter(OperatorApplication::matters);
        });
        operator = starting;
        Gauge.builder(UNWATCHED, this, it -> it.unwatched().size())
                .description("namespaces that should be watched and cannot be")
                .register(registry);
        starting.start();
    }

    void stop(@Observes ShutdownEvent stopped) {
        stop();
    }

    void stop() {
        Operator current = operator;
        KubernetesClient cluster = client;
        if (current == null || cluster == null) {
            return;
        }
        stopping = true;
        operator = null;
        try (cluster) {
            current.stop();
            config.namespace().ifPresent(namespace -> leadership(namespace).giveUp(cluster));
        }
    }

    /** Whether it serves anybody: some watch works. A namespace that cannot be watched stops nobody else's. */
    boolean healthy() {
        Operator current = operator;
        return current != null
                && (watches(current).isEmpty() || watches(current).containsValue(true));
    }

    /** The namespaces whose resources, or agents' pods, cannot be watched now; all of them together have one name. */
    Set<String> unwatched() {
        Operator current = operator;
        if (current == null) {
            return Set.of();
        }
        return watches(current).entrySet().stream()
                .filter(watch -> !watch.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** By namespace, whether all that is watched in it can be; none before a replica leads. */
    private static Map<String, Boolean> watches(Operator operator) {
        Map<String, Boolean> work = new HashMap<>();
        for (RegisteredController<?> controller : operator.getRuntimeInfo().getRegisteredControllers()) {
            for (InformerWrappingEventSourceHealthIndicator<?> source : controller
                    .getControllerHealthInfo()
                    .informerEventSourceHealthIndicators()
                    .values()) {
                source.informerHealthIndicators()
                        .forEach((namespace, watch) ->
                                work.merge(namespace, watch.getStatus() == Status.HEALTHY, Boolean::logicalAnd));
            }
        }
        return work;
    }

    private void configure(ConfigurationServiceOverrider overrider, KubernetesClient client) {
        overrider
                .withKubernetesClient(client)
                .withExecutorService(Executors.newFixedThreadPool(
                        RECONCILIATIONS,
                        Thread.ofVirtual().name("reconcile-", 0).factory()))
                .withMetrics(MicrometerMetricsV2.newBuilder(registry).build())
                .withUseSSAToPatchPrimaryResource(true)
                // One that cannot be watched, as its Role is gone, is tried again and again, and holds up nobody for
                // long.
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(SYNC)
                .withCloseClientOnStop(false);
        config.namespace()
                .ifPresentOrElse(
                        namespace -> overrider.withLeaderElectionConfiguration(
                                leadership(namespace).election(() -> !stopping)),
                        () -> LOG.info("no namespace is configured, so no leader is elected"));
    }

    private Leadership leadership(String namespace) {
        return new Leadership(namespace, identity());
    }

    private void common(ControllerConfigurationOverrider<?> controller) {
        config.watchNamespaces().ifPresentOrElse(controller::settingNamespaces, controller::watchingAllNamespaces);
        controller.withRetry(new GenericRetry()
                .setInitialInterval(FIRST_RETRY.toMillis())
                .setIntervalMultiplier(RETRY_GROWTH)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts());
    }

    /** What the reconcilers share. */
    private record Parts(AgentImage image, EventRecorder events, Clock clock) {}

    private Parts parts(KubernetesClient client) {
        Clock clock = Clock.systemUTC();
        AgentImage image = new AgentImage(
                config.agent().image(),
                config.agent().imagePullPolicy(),
                config.agent().port(),
                resources(),
                config.agent().allowedImages().orElse(Set.of()));
        return new Parts(image, new EventRecorder(client, clock, identity()), clock);
    }

    private MySQLCloneReconciler clones(KubernetesClient client, Parts parts) {
        OperatorKey key = new OperatorKey(readKey());
        AgentClient agents = new AgentClient(key);
        EventRecorder events = parts.events();
        return new MySQLCloneReconciler(
                new Observer(new RecipientObserver(client), new RunObserver(client, agents), parts.clock()),
                new DonorLookup(client),
                new Actor(client, agents, key, parts.image(), events::warn),
                events,
                new CloneMetrics(registry),
                new AgentLogs(client),
                () -> stopping);
    }

    private MySQLDonorReconciler donors(KubernetesClient client, Parts parts) {
        return new MySQLDonorReconciler(
                new ProbeObserver(client, parts.clock()),
                new ProbePods(client, parts.image()),
                new DonorAgents(client, parts.image()),
                parts.events(),
                () -> stopping);
    }

    private MySQLCloneScheduleReconciler schedules(KubernetesClient client, Parts parts) {
        return new MySQLCloneScheduleReconciler(
                new ScheduleObserver(client, parts.clock()),
                new CopyMaker(client),
                parts.events(),
                new ScheduleMetrics(registry),
                () -> stopping);
    }

    private PopulatorReconciler populator(KubernetesClient client, Parts parts) {
        return new PopulatorReconciler(
                new PopulateObserver(client),
                new PrimeMaker(client),
                parts.events(),
                new PopulateMetrics(registry),
                () -> stopping);
    }

    private MySQLCloneSetReconciler sets(KubernetesClient client, Parts parts) {
        return new MySQLCloneSetReconciler(
                new SetObserver(client, parts.clock()),
                new MemberMaker(client),
                parts.events(),
                new SetMetrics(registry),
                () -> stopping);
    }

    private ResourceRequirements resources() {
        String told = config.agent().resources().orElse("");
        try {
            return told.isBlank() ? AgentImage.RESOURCES : Serialization.unmarshal(told, ResourceRequirements.class);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "AGENT_RESOURCES (agent.resources of the chart) is not what a container's resources are: " + told,
                    e);
        }
    }

    private byte[] readKey() {
        try {
            return Files.readAllBytes(config.keyFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the operator's key cannot be read from " + config.keyFile(), e);
        }
    }

    private String identity() {
        return config.podName().orElse("mysql-clone-operator");
    }

    /** Its own writes to the status are no news to the operator. */
    private static boolean matters(HasMetadata updated, HasMetadata before) {
        return !Objects.equals(
                        updated.getMetadata().getGeneration(),
                        before.getMetadata().getGeneration())
                || !Objects.equals(
                        updated.getMetadata().getAnnotations(),
                        before.getMetadata().getAnnotations())
                || !Objects.equals(
                        updated.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp());
    }
}
