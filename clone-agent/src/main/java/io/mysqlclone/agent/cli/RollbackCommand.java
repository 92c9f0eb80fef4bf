package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.RollbackFlags;
import io.mysqlclone.agent.report.CommitReport;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.Stoppable;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.run.RollbackRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code clone-agent rollback}. */
@Command(
        name = "rollback",
        header = "Bring back the data that a clone in place has replaced, exactly as it was at the commit.",
        customSynopsis = "clone-agent rollback --data-dir DIR [OPTION...]",
        description = {
            "",
            "Works while no mysqld runs on the data directory, and waits for that as long as --wait says; between two"
                    + " starts of a server that does not come up there is such a moment. The clone is removed, with what was"
                    + " written to it. Cut off, it can be run again. SIGTERM does not end the wait."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:the old data is there, now or before",
            "2:the command line or the environment is wrong",
            "3:mysqld still runs, or no old data is kept; nothing was changed",
            "6:a file could not be read or written; the same command goes on",
            "8:cancelled while it waited; nothing was changed"
        },
        footerHeading = "%nExample%n",
        footer = "  clone-agent rollback --data-dir /var/lib/mysql --wait 5m")
final class RollbackCommand implements Callable<Integer> {
    @ArgGroup(heading = "%nRollback%n", validate = false, order = 1)
    private RollbackFlags rollback = new RollbackFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    RollbackCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::rollBack).code();
    }

    private Conclusion rollBack() {
        var run = new RollbackRun(rollback.dataDir(), rollback.limit(), state -> {});
        try (var _ = ConclusionSession.signals(stoppable(run), surroundings.err())) {
            return CommitReport.of(run.run());
        } catch (CloneFailure failure) {
            throw new FailureException(Failure.of(failure));
        }
    }

    private static Stoppable stoppable(RollbackRun run) {
        return new Stoppable() {
            @Override
            public void cancel() {
                run.cancel();
            }

            @Override
            public boolean hangUp() {
                return false;
            }
        };
    }
}
