package io.mysqlclone.recipient.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CommitRequest;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.run.CommitRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One commit in this process. */
final class TestCommit {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CommitRun run;

    private TestCommit(CommitRun run) {
        this.run = run;
    }

    private static TestCommit of(Path dataDir, Duration wait) {
        return new TestCommit(new CommitRun(new CommitRequest(dataDir, wait, Optional.empty()), event -> {}));
    }

    /** Commits what was received, if no mysqld runs there. */
    static Committed commit(Path dataDir) throws CloneFailure {
        return of(dataDir, Duration.ZERO).run.run();
    }

    /** As {@link #commit}, and must be refused. */
    static CloneFailure refused(Path dataDir) {
        return requireNonNull(
                catchThrowableOfType(CloneFailure.class, () -> commit(dataDir)),
                "it was committed; it had to be refused");
    }

    /** A commit that waits for as long as a test takes. */
    static TestCommit waiting(Path dataDir) {
        return of(dataDir, LONG);
    }

    /** Runs in the background; returns when it waits for the server's stop. */
    Future<Committed> start() {
        var thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("test-commit").factory());
        try {
            Future<Committed> result = thread.submit(run::run);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> result.isDone() || run.progress().state() == Progress.State.WAITING_FOR_STOP);
            return result;
        } finally {
            thread.shutdown();
        }
    }

    CommitRun running() {
        return run;
    }
}
