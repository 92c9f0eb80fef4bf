package io.mysqlclone.operator.report;

import static io.mysqlclone.operator.report.Reported.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.TestCluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Events as an API server takes them: one for each transition, none twice. */
@Execution(ExecutionMode.CONCURRENT)
final class EventRecorderIT {

    private Instant now = Instant.parse("2026-05-04T10:00:00.123456789Z");

    private final String namespace = TestCluster.newNamespace(Map.of());
    private final Reported reported = new Reported();
    private final EventRecorder recorder = new EventRecorder(TestCluster.client(), () -> now, "operator-0");

    EventRecorderIT() {
        reported.resource().getMetadata().setNamespace(namespace);
    }

    /** As the reconciler does: told before it is written. */
    private void tell(Phase phase, Reason reason) {
        MySQLCloneStatus next = reported.unwritten(decision(phase, reason), Optional.empty());
        recorder.record(reported.resource(), next, reason);
        reported.resource().setStatus(next);
    }

    /** Every write gives the resource another version. */
    private void written(String version) {
        reported.resource().getMetadata().setResourceVersion(version);
    }

    private List<Event> events() {
        return TestCluster.client()
                .resources(Event.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    @Test
    void anEventTellsWhatHappenedToWhom() {
        tell(Phase.WAITING, Reason.NETWORK_LOST);

        assertThat(events()).singleElement().satisfies(event -> {
            MySQLClone about = reported.resource();
            assertThat(event.getReason()).isEqualTo("NetworkLost");
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getMessage()).isEqualTo("It is NetworkLost.");
            assertThat(event.getInvolvedObject().getKind()).isEqualTo("MySQLClone");
            assertThat(event.getInvolvedObject().getApiVersion()).isEqualTo("mysqlclone.io/v1alpha1");
            assertThat(event.getInvolvedObject().getUid())
                    .isEqualTo(about.getMetadata().getUid());
            assertThat(event.getReportingComponent()).isEqualTo("mysqlclone.io/mysql-clone-operator");
            assertThat(event.getReportingInstance()).isEqualTo("operator-0");
            assertThat(event.getEventTime().getTime()).isEqualTo("2026-05-04T10:00:00.123456Z");
        });
    }

    @Test
    void anOperatorThatEndedBeforeItWroteTheStatusTellsNothingTwice() {
        MySQLCloneStatus next = reported.unwritten(decision(Phase.WAITING, Reason.NETWORK_LOST), Optional.empty());
        recorder.record(reported.resource(), next, Reason.NETWORK_LOST);
        recorder.record(reported.resource(), next, Reason.NETWORK_LOST);

        assertThat(events()).hasSize(1);
    }

    @Test
    void whatHappensAgainIsASeriesAndWhatLastsIsNotToldAgain() {
        tell(Phase.WAITING, Reason.NETWORK_LOST);
        written("2");
        tell(Phase.WAITING, Reason.NETWORK_LOST);
        written("3");
        tell(Phase.PREFLIGHT, Reason.AGENT_STARTING);
        assertThat(events()).singleElement().extracting(Event::getCount).isEqualTo(1);
        written("4");
        now = now.plusSeconds(60);
        tell(Phase.WAITING, Reason.NETWORK_LOST);
        // The status was not written, and all is decided once more.
        reported.resource()
                .setStatus(reported.unwritten(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING), Optional.empty()));
        tell(Phase.WAITING, Reason.NETWORK_LOST);

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getReason()).isEqualTo("NetworkLost");
            assertThat(event.getCount()).isEqualTo(2);
            assertThat(event.getFirstTimestamp()).isEqualTo("2026-05-04T10:00:00Z");
            assertThat(event.getLastTimestamp()).isEqualTo("2026-05-04T10:01:00Z");
        });
        // As those see it who watch the newer group.
        assertThat(TestCluster.client()
                        .events()
                        .v1()
                        .events()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getSeries().getCount()).isEqualTo(2);
                    assertThat(event.getSeries().getLastObservedTime().getTime())
                            .isEqualTo("2026-05-04T10:01:00.123456Z");
                });
    }

    @Test
    void otherWordsAreAnotherEvent() {
        recorder.warn(reported.resource(), Reason.LEFT_BEHIND, "It is still there.", Optional.of("db-0"));
        written("2");
        recorder.warn(reported.resource(), Reason.LEFT_BEHIND, "It cannot be removed.", Optional.of("db-0"));

        assertThat(events())
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.getCount()).isEqualTo(1));
    }

    /** An API server forgets events; by default after an hour. */
    @Test
    void whatHappensAgainWhenItsEventIsForgottenIsANewOne() {
        tell(Phase.WAITING, Reason.NETWORK_LOST);
        TestCluster.client().resources(Event.class).inNamespace(namespace).delete();
        written("2");
        tell(Phase.PREFLIGHT, Reason.AGENT_STARTING);
        written("3");
        tell(Phase.WAITING, Reason.NETWORK_LOST);

        assertThat(events()).singleElement().extracting(Event::getCount).isEqualTo(1);
    }

    /** The API gives events by their names, which is the order of those that have one second in kubectl's eyes. */
    @Test
    void whatHappensInOneSecondIsInOrder() {
        written("9");
        tell(Phase.WAITING, Reason.NETWORK_LOST);
        written("10");
        tell(Phase.TRANSFERRING, Reason.TRANSFERRING);
        written("200");
        recorder.warn(reported.resource(), Reason.LEFT_BEHIND, "It is still there.", Optional.empty());
        written("3000");
        tell(Phase.READY, Reason.SUCCEEDED);

        assertThat(events())
                .extracting(Event::getReason)
                .containsExactly("NetworkLost", "Transferring", "LeftBehind", "Succeeded");
    }

    @Test
    void aWarningThatIsDecidedAgainIsNotToldAgain() {
        recorder.warn(reported.resource(), Reason.LEFT_BEHIND, "It is still there.", Optional.of("db-0"));
        recorder.warn(reported.resource(), Reason.LEFT_BEHIND, "It is still there.", Optional.of("db-0"));

        assertThat(events())
                .extracting(event -> event.getInvolvedObject().getKind())
                .containsExactlyInAnyOrder("MySQLClone", "Pod");
    }

    @Test
    void stepsThatGoByAreNotToldAndAFailureIsAWarning() {
        tell(Phase.PREFLIGHT, Reason.PREFLIGHT);
        written("2");
        tell(Phase.FAILED, Reason.CANCELLED);

        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event.getType()).isEqualTo("Warning"));
    }

    @Test
    void anEventThatCannotBeRecordedStopsNothing() {
        reported.resource().getMetadata().setNamespace("no-such-namespace");

        tell(Phase.READY, Reason.SUCCEEDED);

        assertThat(events()).isEmpty();
    }
}
