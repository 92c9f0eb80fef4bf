package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.CommitFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.StatusListen;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.CommitReport;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.RunningCommit;
import io.mysqlclone.agent.run.CloneSession;
import io.mysqlclone.agent.run.WaitingSession;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.run.CommitRun;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent commit}. */
@Command(
        name = "commit",
        header = "Let mysqld's next start take over a clone that was received in place.",
        customSynopsis = "clone-agent commit --data-dir DIR [OPTION...]",
        description = {
            "",
            "Works while no mysqld runs on the data directory, and waits for that as long as --wait says. SIGTERM does not"
                    + " end the wait: it comes when the host or the pod stops, and with it mysqld. The data that the clone"
                    + " replaces is kept until clone-agent finish; until mysqld's next start discard takes the commit back,"
                    + " and rollback at any time."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:the clone is committed, now or before",
            "2:the command line or the environment is wrong",
            "3:nothing was received, mysqld still runs, or the data there may not be replaced; nothing was changed",
            "6:a file could not be read or written; mysqld starts on the old data, and the same command goes on",
            "8:cancelled while it waited; what was received stays"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  Stop and start mysqld while this waits:",
            "    clone-agent commit --data-dir /var/lib/mysql --wait 10m",
            "  In a drop-in of mysqld's systemd unit, for each start:",
            "    ExecStartPre=-/usr/bin/clone-agent commit --data-dir /var/lib/mysql"
        })
final class CommitCommand implements Callable<Integer> {
    @Mixin
    private CommitFlags commit = new CommitFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 6)
    private StatusListen watch = new StatusListen();

    private final Surroundings surroundings;

    CommitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var options = new CloneSession.Options(
                watch.listen(surroundings.environment()), output.openResultFile(), Optional.empty());
        var display = output.display(surroundings);
        var loop = new DisplayLoop(display);
        var run = new CommitRun(commit.request(), loop);
        return new WaitingSession(new RunningCommit(run), display, loop, surroundings.err(), options)
                .run(() -> commit(run))
                .code();
    }

    private static Conclusion commit(CommitRun run) {
        try {
            return CommitReport.of(run.run());
        } catch (CloneFailure failure) {
            throw new FailureException(Failure.of(failure));
        }
    }
}
