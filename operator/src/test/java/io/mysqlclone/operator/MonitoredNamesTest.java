package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.report.CloneMetrics;
import io.mysqlclone.operator.report.PopulateMetrics;
import io.mysqlclone.operator.report.ScheduleMetrics;
import io.mysqlclone.operator.report.SetMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dashboard, alerts and documentation name is what the operator exports. */
final class MonitoredNamesTest {

    private static final String CHART = "../helm/mysql-clone-operator/";

    private static final Pattern NAME =
            Pattern.compile("\\b(?:mysqlclone|reconciliations|custom_resources|jvm)_[a-z_]+");

    private static final Pattern WORDS = Pattern.compile("\\b(reason|phase)=~?\\\\?\"([A-Za-z|]+)\\\\?\"");

    @ParameterizedTest
    @ValueSource(
            strings = {CHART + "files/dashboard.json", CHART + "templates/prometheusrule.yaml", "../docs/monitoring.md"
            })
    void everyMetricIsExported(String file) throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher names = NAME.matcher(Files.readString(Path.of(file)));
        while (names.find()) {
            named.add(names.group());
        }

        assertThat(named).hasSizeGreaterThan(5);
        assertThat(exported()).containsAll(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHART + "files/dashboard.json", CHART + "templates/prometheusrule.yaml"})
    void everyReasonAndPhaseIsOne(String file) throws IOException {
        Set<String> reasons = Arrays.stream(Reason.values()).map(Reason::text).collect(Collectors.toSet());
        Set<String> phases = Arrays.stream(Phase.values())
                .map(phase -> Serialization.asJson(phase).replaceAll("[\"\\s]", ""))
                .collect(Collectors.toSet());
        Matcher words = WORDS.matcher(Files.readString(Path.of(file)));
        int found = 0;
        while (words.find()) {
            found++;
            assertThat(words.group(1).equals("reason") ? reasons : phases)
                    .containsAll(List.of(words.group(2).split("\\|", -1)));
        }
        assertThat(found).isPositive();
    }

    /** Each trouble that only a person ends either wakes somebody or makes the clone fail, which does. */
    @Test
    void noTroubleThatWaitsForAPersonIsForgotten() throws IOException {
        Set<String> byThemselves = Set.of(
                "ApiError",
                "OperatorError",
                "Interrupted",
                "AgentFailed",
                "DonorError",
                "DonorAgentFailed",
                "Reconnecting",
                "NetworkLost",
                "VerificationFailed",
                "NotCommitted",
                "RollingBack");
        Set<String> ends = Set.of("DeadlineExceeded", "RecipientIsDonor", "GtidMismatch", "RolledBack", "LeftBehind");
        // Of a claim: the MySQLClone that was to fill it fails, or who has made it is told at once.
        Set<String> ofClaims = Set.of("PopulateAgain", "PopulateFailed", "PopulateRefused");
        String rule = Files.readString(Path.of(CHART + "templates/prometheusrule.yaml"));

        assertThat(Arrays.stream(Reason.values())
                        .filter(Reason::isTrouble)
                        .map(Reason::text)
                        .filter(reason ->
                                !byThemselves.contains(reason) && !ends.contains(reason) && !ofClaims.contains(reason)))
                .allSatisfy(reason -> assertThat(rule).containsPattern("[|\"]" + reason + "[|\"]"));
    }

    /** The names of an operator that has seen a clone from its beginning to its end. Its registry is the one that Quarkus takes. */
    @SuppressWarnings("deprecation")
    private static Set<String> exported() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("copy")
                .withUid("u")
                .build());
        clone.setSpec(Serialization.unmarshal("""
                donor: {host: a, credentialsSecretRef: {name: donor}}
                recipient: {pod: {name: mysql-1}}
                """, MySQLCloneSpec.class));
        CloneMetrics metrics = new CloneMetrics(registry);
        for (Phase phase : List.of(Phase.PREFLIGHT, Phase.TRANSFERRING, Phase.READY)) {
            MySQLCloneStatus next = new MySQLCloneStatusBuilder()
                    .phase(phase)
                    .conditions(List.of(new ConditionBuilder()
                            .withType("Ready")
                            .withStatus("False")
                            .withReason("Transferring")
                            .build()))
                    .progress(new Progress("FILE COPY", 1, 1, 1, 1, 1, 1L, 1, List.of()))
                    .startTime(Instant.EPOCH)
                    .completionTime(Instant.EPOCH.plusSeconds(1))
                    .build();
            metrics.record(clone, next);
            clone.setStatus(next);
        }
        MySQLCloneSchedule schedule = new MySQLCloneSchedule();
        schedule.setMetadata(clone.getMetadata());
        new ScheduleMetrics(registry).record(schedule, MySQLCloneScheduleStatus.EMPTY);
        new PopulateMetrics(registry).filled();
        MySQLCloneSet set = new MySQLCloneSet();
        set.setMetadata(clone.getMetadata());
        new SetMetrics(registry).record(set, MySQLCloneSetStatus.EMPTY);
        Gauge.builder(OperatorApplication.UNWATCHED, () -> 0).register(registry);
        Stream.of(MicrometerMetricsV2.RECONCILIATIONS_FAILED, MicrometerMetricsV2.RECONCILIATIONS_SUCCESS)
                .forEach(registry::counter);
        Stream.of(
                        MicrometerMetricsV2.RECONCILIATIONS_QUEUE_SIZE_GAUGE,
                        MicrometerMetricsV2.RECONCILIATIONS_EXECUTIONS_GAUGE)
                .forEach(name -> Gauge.builder(name, () -> 0).register(registry));
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());
    }
}
