package io.mysqlclone.operator.decide.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.AgentPlace;
import io.mysqlclone.operator.observe.DataVolume;
import io.mysqlclone.operator.observe.ServerPod;
import io.mysqlclone.operator.observe.donor.AgentSight;
import io.mysqlclone.operator.observe.donor.Demand;
import io.mysqlclone.operator.observe.donor.DonorObservation;
import io.mysqlclone.operator.observe.donor.DonorServers;
import io.mysqlclone.operator.observe.donor.Serving;
import io.mysqlclone.operator.report.DonorReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an agent is added beside a donor's server, and what is said of it: a story each, whose statuses are those that are reported. */
final class ServingDeciderTest {

    private static final String PRINT = "ab".repeat(32);
    private static final Demand SOMEBODY = new Demand(Optional.empty());

    private Instant now = Instant.parse("2026-05-04T12:00:00Z");
    private final MySQLDonor donor = Serialization.unmarshal("""
                    metadata: {name: prod, namespace: shop, uid: u, generation: 1}
                    spec: {statefulSetRef: {name: m}, credentialsSecretRef: {name: donor}, agent: {}}
                    status:
                      observedGeneration: 1
                      lastProbeTime: '2026-05-04T12:00:00Z'
                      settledProbe: 1
                      probe: {number: 1, generation: 1, time: '2026-05-04T12:00:00Z', servers: [
                        {host: m-0, port: 3306, pod: m-0}, {host: m-1, port: 3306, pod: m-1}]}
                      servers:
                      - {host: m-0, port: 3306, pod: m-0, reachable: true, cloneable: true, role: Source}
                      - {host: m-1, port: 3306, pod: m-1, reachable: true, cloneable: true, role: Replica}
                    """, MySQLDonor.class);
    private List<Demand> demand = List.of(SOMEBODY);
    private AgentSight sight = new AgentSight.Missing();
    private AgentPlace place = place(0, Optional.empty());
    private final List<String> launched = new ArrayList<>();

    private static AgentPlace place(int agents, Optional<ServerPod.Memory> memory) {
        return new AgentPlace.Found(new ServerPod(
                "m-1",
                "p1",
                Optional.of("10.0.0.1"),
                Optional.of("StatefulSet/m"),
                false,
                true,
                "mysql",
                new ServerPod.User(Optional.of(999L), Optional.empty()),
                new ServerPod.Server(Optional.of(Instant.EPOCH), 0, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(30),
                new DataVolume("data", "data-m-1", "/var/lib/mysql", "/var/lib/mysql"),
                List.of(),
                memory,
                1 + agents,
                agents));
    }

    private Optional<DonorAgentStatus> agent() {
        return donor.reported().map(MySQLDonorStatus::agent);
    }

    /** One round, whose status is written. */
    private DonorDecision look() {
        boolean active = agent().filter(DonorAgentStatus::active).isPresent();
        var there = Stream.of("m-0", "m-1")
                .map(name -> new ProbedServer(name, 3306, name))
                .toList();
        Map<String, AgentPlace> places =
                there.stream().map(server -> server.pod()).collect(Collectors.toMap(Function.identity(), _ -> place));
        var serving = new Serving(demand, active ? Optional.of(sight) : Optional.empty(), places);
        var seen = new DonorObservation(
                new DonorServers.Found.Servers(there), Optional.empty(), List.of(), Optional.of(serving), now);
        var decision = DonorDecider.decide(donor, seen);
        decision.agentLaunch()
                .ifPresent(pod -> launched.add(
                        pod.name() + " " + decision.agent().orElseThrow().number()));
        donor.setStatus(DonorReport.of(donor, decision, now));
        return decision;
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }

    private String told() {
        return agent().map(each -> each.state() + " " + each.reason()).orElse("none");
    }

    private String ready() {
        var condition =
                donor.reported().orElseThrow().condition(ConditionType.READY).orElseThrow();
        return condition.getStatus() + " " + condition.getReason();
    }

    private void serves() {
        look();
        look();
        sight = new AgentSight.Serving(PRINT);
        look();
    }

    @Test
    void withoutACloneThatWantsOneThereIsNone() {
        demand = List.of();
        look();
        assertThat(told()).isEqualTo("none");
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @Test
    void oneIsWrittenDownBeforeItIsAddedAndServesOnceItSaysSo() {
        assertThat(look().plans()).isTrue();
        assertThat(launched).isEmpty();
        assertThat(agent().orElseThrow().pod()).as("the replica").isEqualTo("m-1");
        assertThat(agent().orElseThrow().podUid()).isEqualTo("p1");

        assertThat(look().plans()).isFalse();
        look();
        assertThat(launched).as("as long as it is not seen, under one name").containsExactly("m-1 1", "m-1 1");

        sight = new AgentSight.Waiting(new AgentRun.Waiting("", ""));
        look();
        sight = new AgentSight.Starting();
        look();
        assertThat(told()).isEqualTo("STARTING DonorAgentStarting");
        sight = new AgentSight.Serving(PRINT);
        look();
        assertThat(told()).isEqualTo("SERVING DonorAgentServing");
        assertThat(agent().orElseThrow().fingerprint()).isEqualTo(PRINT);
        assertThat(launched).hasSize(2);
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @Test
    void itEndsByItselfAndAnotherOneFollowsWhenSomebodyWantsIt() {
        serves();
        demand = List.of();
        passes(Duration.ofMinutes(10));
        look();
        assertThat(told()).as("that nobody wants it is for itself to see").isEqualTo("SERVING DonorAgentServing");
        sight = new AgentSight.Ended(0, "");
        look();
        assertThat(told()).isEqualTo("ENDED DonorAgentEnded");
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(1);

        demand = List.of(SOMEBODY);
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(2);
        assertThat(agent().orElseThrow().fingerprint())
                .as("the next has a certificate of its own")
                .isNull();
    }

    @Test
    void oneThatFailsIsToldAndFollowedLaterEachTime() {
        serves();
        sight = new AgentSight.Ended(3, "component_mysqlbackup is missing.");
        look();
        assertThat(told()).isEqualTo("FAILED DonorAgentFailed");
        assertThat(ready()).isEqualTo("False DonorAgentFailed");
        assertThat(agent().orElseThrow().message()).contains("component_mysqlbackup is missing.");
        passes(Duration.ofSeconds(9));
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(1);
        passes(Duration.ofSeconds(1));
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(2);
        assertThat(ready()).as("until it serves").isEqualTo("False DonorAgentFailed");

        sight = new AgentSight.Ended(3, "component_mysqlbackup is missing.");
        look();
        passes(Duration.ofSeconds(19));
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(2);
        passes(Duration.ofSeconds(1));
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(3);
        sight = new AgentSight.Serving(PRINT);
        look();
        assertThat(agent().orElseThrow().failures()).isZero();
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }

    @Test
    void withItsPodItIsGoneWhichIsNobodysFault() {
        serves();
        sight = new AgentSight.PodGone();
        look();
        assertThat(told()).isEqualTo("ENDED DonorAgentEnded");
        look();
        assertThat(agent().orElseThrow().number()).isEqualTo(2);
        assertThat(agent().orElseThrow().failures()).isZero();
    }

    @Test
    void whatNobodyWantsAnyMoreIsNotBegun() {
        look();
        demand = List.of();
        look();
        assertThat(told()).isEqualTo("ENDED DonorAgentEnded");
        assertThat(launched).isEmpty();
    }

    @Test
    void oneThatCannotBeAddedIsGivenUpAfterAWhile() {
        look();
        passes(Duration.ofMinutes(5));
        look();
        assertThat(told()).isEqualTo("FAILED DonorAgentFailed");
        assertThat(launched).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ImagePullBackOff, ImagePullFailed", "CreateContainerConfigError, AgentNotStarting"})
    void whatKeepsTheKubeletFromStartingItIsTold(String kubelet, String reason) {
        look();
        sight = new AgentSight.Waiting(new AgentRun.Waiting(kubelet, "no such thing"));
        look();
        assertThat(told()).isEqualTo("STARTING " + reason);
        assertThat(ready()).isEqualTo("False " + reason);
        passes(Duration.ofHours(1));
        look();
        assertThat(told()).as("the kubelet tries again by itself").isEqualTo("STARTING " + reason);
    }

    @Test
    void aServerThatIsARecipientIsPassedOver() {
        demand = List.of(SOMEBODY, new Demand(Optional.of("m-1")));
        look();
        assertThat(agent().orElseThrow().host()).isEqualTo("m-0");
    }

    @Test
    void whereAllAreRecipientsThereIsNoneAndThatIsTold() {
        demand = List.of(new Demand(Optional.of("m-0")), new Demand(Optional.of("m-1")));
        look();
        assertThat(told()).isEqualTo("none");
        assertThat(ready()).isEqualTo("False DonorNotReady");
    }

    @Test
    void aPodThatIsFullGetsNone() {
        place = place(10, Optional.empty());
        look();
        assertThat(told()).isEqualTo("none");
        assertThat(ready()).isEqualTo("False TooManyAgents");
        place = place(9, Optional.empty());
        look();
        assertThat(told()).isEqualTo("STARTING DonorAgentStarting");
    }

    @Test
    void aPodWithTooLittleMemoryGetsNone() {
        place = place(0, Optional.of(new ServerPod.Memory(1L << 30, Optional.of(800L << 20))));
        look();
        assertThat(ready()).isEqualTo("False NotEnoughMemory");
        place = place(0, Optional.of(new ServerPod.Memory(1L << 30, Optional.of(700L << 20))));
        look();
        assertThat(ready()).isEqualTo("True DonorAvailable");
    }
}
