package io.mysqlclone.operator.decide.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.ProbeResult;
import io.mysqlclone.operator.observe.donor.DonorObservation;
import io.mysqlclone.operator.observe.donor.DonorServers;
import io.mysqlclone.operator.observe.donor.ProbeRun;
import io.mysqlclone.operator.report.DonorReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a donor is looked at, and what is said of it: a story each, whose statuses are those that are reported. */
final class DonorDeciderTest {

    private static final String AVAILABLE =
            "{\"type\":\"probe\",\"donors\":[{\"version\":\"9.7.4\",\"readOnly\":false," + "\"serving\":false}]}";

    private Instant now = Instant.parse("2026-05-04T12:00:00Z");
    private final MySQLDonor donor = Serialization.unmarshal("""
                    metadata: {name: prod, namespace: shop, uid: u, generation: 1}
                    spec: {host: db, credentialsSecretRef: {name: donor}}
                    """, MySQLDonor.class);
    private DonorServers.Found servers = found("db");
    private Optional<ProbeRun.State> pod = Optional.empty();
    private final List<Integer> launched = new ArrayList<>();

    private static DonorServers.Found found(String... hosts) {
        return new DonorServers.Found.Servers(List.of(hosts).stream()
                .map(host -> new ProbedServer(host, 3306, null))
                .toList());
    }

    /** One round, whose status is written. */
    private DonorDecision look() {
        MySQLDonorStatus status = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        boolean underWay = status.probe() != null && status.probe().number() > status.settledProbe();
        int number = underWay ? Objects.requireNonNull(status.probe()).number() : 0;
        var probe = pod.filter(_ -> underWay).map(state -> new ProbeRun(number, "pod", state));
        var decision =
                DonorDecider.decide(donor, new DonorObservation(servers, probe, List.of(), Optional.empty(), now));
        decision.launch().ifPresent(launch -> launched.add(launch.number()));
        donor.setStatus(DonorReport.of(donor, decision, now));
        return decision;
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }

    private void ends(String words) {
        pod = Optional.of(new ProbeRun.State.Ended(ProbeResult.read(words), "it was killed"));
        look();
        pod = Optional.empty();
    }

    private void probes(String words) {
        look();
        look();
        ends(words);
    }

    private String ready() {
        var condition = donor.reported().orElseThrow().conditions().stream()
                .filter(each -> each.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
        return condition.getStatus() + " " + condition.getReason();
    }

    @Test
    void aProbeIsWrittenDownBeforeItsPodIsMade() {
        var first = look();
        assertThat(first.plan()).isPresent();
        assertThat(launched).isEmpty();
        assertThat(ready()).isEqualTo("False ProbingDonor");

        var second = look();
        assertThat(second.plan()).isEmpty();
        assertThat(launched).containsExactly(1);
    }

    @Test
    void whatItSawIsReportedAndItIsDoneAgainAfterTheInterval() {
        probes(AVAILABLE);
        assertThat(ready()).isEqualTo("True DonorAvailable");
        assertThat(donor.reported().orElseThrow().lastProbeTime()).isEqualTo(now);

        passes(Duration.ofMinutes(9));
        assertThat(look().plan()).isEmpty();
        passes(Duration.ofMinutes(1));
        assertThat(look().plan().orElseThrow().number()).isEqualTo(2);
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @Test
    void neverMeansOnlyWhenItIsChanged() {
        donor.setSpec(Serialization.unmarshal(
                "host: db\ncredentialsSecretRef: {name: donor}\nprobeInterval: Never", MySQLDonorSpec.class));
        probes(AVAILABLE);
        passes(Duration.ofDays(100));
        assertThat(look().plan()).isEmpty();

        donor.getMetadata().setGeneration(2L);
        assertThat(look().plan()).isPresent();
        assertThat(ready()).isEqualTo("True DonorAvailable");
        look();
        assertThat(ready()).as("of the server of before nothing is said").isEqualTo("False ProbingDonor");
    }

    @Test
    void anotherServerIsLookedAtSooner() {
        probes(AVAILABLE);
        servers = found("db", "db2");
        passes(Duration.ofSeconds(59));
        assertThat(look().plan()).isEmpty();
        passes(Duration.ofSeconds(1));
        assertThat(look().plan().orElseThrow().servers()).hasSize(2);
    }

    @Test
    void aPodThatIsNotReadyIsNotChosenAlthoughItWasSeen() {
        probes(AVAILABLE);
        servers = new DonorServers.Found.None(Reason.DONOR_NOT_READY, "None is Ready.");
        look();
        assertThat(ready()).isEqualTo("False DonorNotReady");
        servers = found("db");
        look();
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @ParameterizedTest
    @CsvSource({
        "ImagePullBackOff, ImagePullFailed",
        "CreateContainerConfigError, AgentNotStarting",
        "Unschedulable, AgentNotStarting"
    })
    void aPodThatCannotStartIsTold(String kubelet, String reason) {
        look();
        look();
        pod = Optional.of(new ProbeRun.State.Waiting(new AgentRun.Waiting(kubelet, "no")));
        look();
        assertThat(ready()).isEqualTo("False " + reason);
        assertThat(donor.reported().orElseThrow().settledProbe()).isZero();

        passes(DonorDecider.PATIENCE);
        look();
        assertThat(donor.reported().orElseThrow().settledProbe()).isEqualTo(1);
        pod = Optional.empty();
        look();
        assertThat(ready()).as("until the next has told more").isEqualTo("False " + reason);
    }

    @Test
    void aCorrectedSpecDoesNotWaitForAPodThatCannotStart() {
        look();
        look();
        pod = Optional.of(new ProbeRun.State.Waiting(new AgentRun.Waiting("CreateContainerConfigError", "no")));
        look();
        donor.getMetadata().setGeneration(2L);
        look();
        assertThat(donor.reported().orElseThrow().settledProbe()).isEqualTo(1);
    }

    @Test
    void oneThatToldNothingCountsWhenItHappensAgainAndIsFollowedEverLater() {
        probes(AVAILABLE);
        passes(Duration.ofMinutes(10));
        probes("");
        assertThat(ready()).isEqualTo("True DonorAvailable");

        passes(Duration.ofSeconds(9));
        assertThat(look().plan()).isEmpty();
        passes(Duration.ofSeconds(1));
        probes("");
        assertThat(ready()).isEqualTo("False AgentFailed");
        passes(Duration.ofSeconds(19));
        assertThat(look().plan()).isEmpty();
        passes(Duration.ofSeconds(1));
        probes(AVAILABLE);
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @Test
    void aPodThatNobodySeesIsGivenUp() {
        look();
        for (int i = 0; i < 40; i++) {
            look();
            passes(Duration.ofSeconds(10));
        }
        assertThat(launched).contains(1).hasSizeLessThan(60);
        assertThat(donor.reported().orElseThrow().failures()).isPositive();
    }

    @Test
    void whatKeepsTheAccountOutIsToldInTheWordsOfTheResource() {
        probes(
                "{\"type\":\"probe\",\"donors\":[{\"kind\":\"DonorError\",\"cause\":\"TlsFailed\",\"message\":\"no trust\"}]}");
        assertThat(ready()).isEqualTo("False TlsFailed");
        assertThat(donor.reported().orElseThrow().message()).contains("no trust", "set spec.tls to");
    }
}
