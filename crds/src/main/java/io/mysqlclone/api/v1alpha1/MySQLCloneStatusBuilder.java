package io.mysqlclone.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.PreflightStatus;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Queue;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.Snapshot;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a {@link MySQLCloneStatus} field by field; the setters are named as its components, which see. */
public final class MySQLCloneStatusBuilder {
    private @Nullable Long observedGeneration;
    private @Nullable Phase phase;
    private @Nullable Step step;
    private @Nullable Queue queue;
    private @Nullable CommitState commit;
    private @Nullable Instant hinderedSince;
    private @Nullable String message;
    private List<Condition> conditions = List.of();
    private @Nullable PreflightStatus preflight;
    private @Nullable Progress progress;
    private @Nullable Display display;
    private @Nullable DonorStatus donor;
    private @Nullable ResolvedDonor resolvedDonor;
    private @Nullable RecipientStatus recipient;
    private @Nullable Snapshot snapshot;
    private int attempts;
    private int restarts;
    private int run;
    private int settledRun;
    private @Nullable Instant resumeDeadline;
    private @Nullable Instant silentSince;
    private @Nullable Instant startTime;
    private @Nullable Instant completionTime;
    private @Nullable AgentStatus agent;
    private @Nullable Launch launch;
    private @Nullable LastEnd lastEnd;
    private @Nullable Instant restartTime;
    private @Nullable Instant scaleTime;
    private @Nullable OldData oldData;
    private @Nullable String leftovers;

    /** Begins with {@link MySQLCloneStatus#EMPTY}. */
    public MySQLCloneStatusBuilder() {}

    MySQLCloneStatusBuilder(MySQLCloneStatus status) {
        observedGeneration = status.observedGeneration();
        phase = status.phase();
        step = status.step();
        queue = status.queue();
        commit = status.commit();
        hinderedSince = status.hinderedSince();
        message = status.message();
        conditions = status.conditions();
        preflight = status.preflight();
        progress = status.progress();
        display = status.display();
        donor = status.donor();
        resolvedDonor = status.resolvedDonor();
        recipient = status.recipient();
        snapshot = status.snapshot();
        attempts = status.attempts();
        restarts = status.restarts();
        run = status.run();
        settledRun = status.settledRun();
        resumeDeadline = status.resumeDeadline();
        silentSince = status.silentSince();
        startTime = status.startTime();
        completionTime = status.completionTime();
        agent = status.agent();
        launch = status.launch();
        lastEnd = status.lastEnd();
        restartTime = status.restartTime();
        scaleTime = status.scaleTime();
        oldData = status.oldData();
        leftovers = status.leftovers();
    }

    public MySQLCloneStatusBuilder observedGeneration(@Nullable Long value) {
        observedGeneration = value;
        return this;
    }

    public MySQLCloneStatusBuilder phase(@Nullable Phase value) {
        phase = value;
        return this;
    }

    public MySQLCloneStatusBuilder step(@Nullable Step value) {
        step = value;
        return this;
    }

    public MySQLCloneStatusBuilder queue(@Nullable Queue value) {
        queue = value;
        return this;
    }

    public MySQLCloneStatusBuilder commit(@Nullable CommitState value) {
        commit = value;
        return this;
    }

    public MySQLCloneStatusBuilder hinderedSince(@Nullable Instant value) {
        hinderedSince = value;
        return this;
    }

    public MySQLCloneStatusBuilder message(@Nullable String value) {
        message = value;
        return this;
    }

    public MySQLCloneStatusBuilder conditions(List<Condition> value) {
        conditions = value;
        return this;
    }

    public MySQLCloneStatusBuilder preflight(@Nullable PreflightStatus value) {
        preflight = value;
        return this;
    }

    public MySQLCloneStatusBuilder progress(@Nullable Progress value) {
        progress = value;
        return this;
    }

    public MySQLCloneStatusBuilder display(@Nullable Display value) {
        display = value;
        return this;
    }

    public MySQLCloneStatusBuilder donor(@Nullable DonorStatus value) {
        donor = value;
        return this;
    }

    /** {@link MySQLCloneStatus#resolvedDonor()}. */
    public MySQLCloneStatusBuilder resolvedDonor(@Nullable ResolvedDonor value) {
        resolvedDonor = value;
        return this;
    }

    public MySQLCloneStatusBuilder recipient(@Nullable RecipientStatus value) {
        recipient = value;
        return this;
    }

    public MySQLCloneStatusBuilder snapshot(@Nullable Snapshot value) {
        snapshot = value;
        return this;
    }

    public MySQLCloneStatusBuilder attempts(int value) {
        attempts = value;
        return this;
    }

    public MySQLCloneStatusBuilder restarts(int value) {
        restarts = value;
        return this;
    }

    public MySQLCloneStatusBuilder run(int value) {
        run = value;
        return this;
    }

    public MySQLCloneStatusBuilder settledRun(int value) {
        settledRun = value;
        return this;
    }

    public MySQLCloneStatusBuilder silentSince(@Nullable Instant value) {
        silentSince = value;
        return this;
    }

    public MySQLCloneStatusBuilder resumeDeadline(@Nullable Instant value) {
        resumeDeadline = value;
        return this;
    }

    public MySQLCloneStatusBuilder startTime(@Nullable Instant value) {
        startTime = value;
        return this;
    }

    public MySQLCloneStatusBuilder completionTime(@Nullable Instant value) {
        completionTime = value;
        return this;
    }

    public MySQLCloneStatusBuilder agent(@Nullable AgentStatus value) {
        agent = value;
        return this;
    }

    public MySQLCloneStatusBuilder launch(@Nullable Launch value) {
        launch = value;
        return this;
    }

    public MySQLCloneStatusBuilder lastEnd(@Nullable LastEnd value) {
        lastEnd = value;
        return this;
    }

    public MySQLCloneStatusBuilder restartTime(@Nullable Instant value) {
        restartTime = value;
        return this;
    }

    public MySQLCloneStatusBuilder scaleTime(@Nullable Instant value) {
        scaleTime = value;
        return this;
    }

    public MySQLCloneStatusBuilder oldData(@Nullable OldData value) {
        oldData = value;
        return this;
    }

    public MySQLCloneStatusBuilder leftovers(@Nullable String value) {
        leftovers = value;
        return this;
    }

    /** The status as it is now. */
    public MySQLCloneStatus build() {
        return new MySQLCloneStatus(
                observedGeneration,
                phase,
                step,
                queue,
                commit,
                hinderedSince,
                message,
                conditions,
                preflight,
                progress,
                display,
                donor,
                resolvedDonor,
                recipient,
                snapshot,
                attempts,
                restarts,
                run,
                settledRun,
                resumeDeadline,
                silentSince,
                startTime,
                completionTime,
                agent,
                launch,
                lastEnd,
                restartTime,
                scaleTime,
                oldData,
                leftovers);
    }
}
