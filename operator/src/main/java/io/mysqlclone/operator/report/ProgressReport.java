package io.mysqlclone.operator.report;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Snapshot;
import io.mysqlclone.api.v1alpha1.status.StageProgress;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import io.mysqlclone.operator.decide.Silence;
import io.mysqlclone.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the agent said, in the words of the resource's status. */
final class ProgressReport {

    private static final int ALL = 100;

    /** How long a donor holds a snapshot for a recipient that is away (clone_donor_timeout_after_network_failure), by default. */
    private static final Duration DONOR_WAITS = Duration.ofMinutes(5);

    /** Of an agent whose donor was away for too long. */
    private static final int NETWORK = 5;
    /** Of an agent that was told to stop at a durable point. */
    private static final int STOPPED = 8;
    /** Of an agent that had no memory left, or met a bug. */
    private static final int BUG = 70;

    private static final int SIGNALLED = 128;

    private ProgressReport() {}

    static void add(MySQLCloneStatusBuilder status, MySQLCloneStatus last, Observation seen) {
        Optional<AgentRun> latest = seen.run();
        status.resumeDeadline(null);
        status.silentSince(null);
        if (latest.isEmpty()) {
            stand(status, last);
            return;
        }
        AgentRun run = latest.get();
        if (!run.podName().isEmpty()) {
            status.agent(new io.mysqlclone.api.v1alpha1.status.AgentStatus(run.podName(), run.containerName()));
        }
        switch (run.state()) {
            case AgentRun.Waiting _ -> stand(status, last);
            case AgentRun.Running running
            when run.command() == AgentCommand.CLONE ->
                running.status()
                        .ifPresentOrElse(said -> running(status, last, said), () -> silent(status, last, seen.now()));
            // Another process has received what a commit waits with, and told all of it.
            case AgentRun.Running _ -> stand(status, last);
            case AgentRun.Ended ended -> {
                stand(status, last);
                ended.result().ifPresent(said -> ended(status, last, said));
                if (run.command() == AgentCommand.CLONE && holdsASnapshot(last, ended)) {
                    status.resumeDeadline(
                            StatusReport.seconds(ended.finishedAt().plus(DONOR_WAITS)));
                }
            }
        }
    }

    /** Whether another agent can go on where that one has ended, as far as the donor lets it. */
    private static boolean holdsASnapshot(MySQLCloneStatus last, AgentRun.Ended ended) {
        boolean keeps =
                switch (ended.exitCode()) {
                    case NETWORK, BUG -> true;
                    case STOPPED ->
                        ended.result()
                                .map(AgentResult::kind)
                                .filter("Suspended"::equals)
                                .isPresent();
                    default -> ended.exitCode() > SIGNALLED;
                };
        return keeps && last.progress() != null && last.progress().dataBytes() > 0;
    }

    /** What was told last stands, and with it how long ago that was; what it said of the present is over. */
    private static void silent(MySQLCloneStatusBuilder status, MySQLCloneStatus last, Instant now) {
        Instant since = Objects.requireNonNullElseGet(last.silentSince(), () -> StatusReport.seconds(now));
        status.silentSince(since);
        status.resumeDeadline(last.resumeDeadline());
        if (Silence.isLong(since, now)) {
            stand(status, last);
        }
    }

    private static void running(MySQLCloneStatusBuilder status, MySQLCloneStatus last, AgentStatus said) {
        status.progress(new Progress(
                said.stage(),
                (int) Math.floor(Objects.requireNonNullElse(said.percent(), 0.0)),
                said.dataBytes(),
                said.totalBytes(),
                said.networkBytes(),
                said.bytesPerSecond(),
                said.eta() == null ? null : Math.round(said.eta()),
                said.connections(),
                stages(said.stages())));
        if (said.donor() != null) {
            status.donor(donor(last, said.donor().version(), said.donor().serverUuid()));
        }
        status.resumeDeadline(Optional.ofNullable(said.resumeDeadline())
                .map(StatusReport::seconds)
                .orElse(null));
    }

    private static void ended(MySQLCloneStatusBuilder status, MySQLCloneStatus last, AgentResult said) {
        switch (Objects.requireNonNullElse(said.type(), "")) {
            case "result" -> {
                status.donor(donor(last, said.donorVersion(), said.donorServerUuid()));
                status.progress(complete(last.progress(), said));
            }
            case "outcome", "replication" -> snapshot(said).ifPresent(status::snapshot);
            default -> {}
        }
    }

    /** Nothing moves while no agent runs. */
    private static void stand(MySQLCloneStatusBuilder status, MySQLCloneStatus last) {
        Progress progress = last.progress();
        if (progress != null) {
            status.progress(new Progress(
                    progress.stage(),
                    progress.percent(),
                    progress.dataBytes(),
                    progress.totalBytes(),
                    progress.networkBytes(),
                    0,
                    null,
                    0,
                    progress.stages()));
        }
    }

    private static Progress complete(@Nullable Progress last, AgentResult said) {
        long data = Objects.requireNonNullElse(said.dataBytes(), 0L);
        List<StageProgress> stages = stages(said.stages());
        return new Progress(
                "FILE SYNC",
                ALL,
                data,
                data,
                Objects.requireNonNullElse(said.networkBytes(), 0L),
                0,
                null,
                0,
                stages.isEmpty() && last != null ? last.stages() : stages);
    }

    private static Optional<Snapshot> snapshot(AgentResult said) {
        if (!"Recovered".equals(said.state()) && !"replication".equals(said.type())) {
            return Optional.empty();
        }
        return Optional.of(
                new Snapshot(said.gtidExecuted(), said.gtidTruncated(), said.binlogFile(), said.binlogPosition()));
    }

    private static DonorStatus donor(MySQLCloneStatus last, @Nullable String version, @Nullable String serverUuid) {
        Optional<DonorStatus> known = Optional.ofNullable(last.donor());
        return new DonorStatus(
                version == null ? known.map(DonorStatus::version).orElse(null) : version,
                serverUuid == null ? known.map(DonorStatus::serverUuid).orElse(null) : serverUuid);
    }

    private static List<StageProgress> stages(List<AgentStatus.Stage> stages) {
        return stages.stream()
                .map(stage -> new StageProgress(
                        stage.stage(),
                        stage.state(),
                        stage.beginTime() == null ? null : StatusReport.seconds(stage.beginTime()),
                        stage.endTime() == null ? null : StatusReport.seconds(stage.endTime()),
                        stage.threads(),
                        stage.estimate(),
                        stage.data(),
                        stage.network()))
                .toList();
    }
}
