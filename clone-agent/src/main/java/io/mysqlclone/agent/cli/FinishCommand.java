package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.FinishFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.report.CommitReport;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.run.Finish;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code clone-agent finish}. */
@Command(
        name = "finish",
        header = "Let the data go that a clone in place has replaced.",
        customSynopsis = "clone-agent finish --data-dir DIR [OPTION...]",
        description = {
            "",
            "It is kept from the commit on, because a server can fail on a clone long after InnoDB has recovered it. There is"
                    + " no way back after this. mysqld may be running."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:no old data is kept any more",
            "2:the command line or the environment is wrong",
            "3:no mysqld has recovered the clone; the old data is kept",
            "6:a file could not be removed; the same command goes on"
        },
        footerHeading = "%nExample%n",
        footer = "  clone-agent finish --data-dir /var/lib/mysql")
final class FinishCommand implements Callable<Integer> {
    @ArgGroup(heading = "%nFinish%n", validate = false, order = 1)
    private FinishFlags finish = new FinishFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    FinishCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::finish).code();
    }

    private Conclusion finish() {
        try {
            return CommitReport.finished(finish.dataDir(), new Finish(finish.dataDir()).run());
        } catch (CloneFailure failure) {
            throw new FailureException(Failure.of(failure));
        }
    }
}
