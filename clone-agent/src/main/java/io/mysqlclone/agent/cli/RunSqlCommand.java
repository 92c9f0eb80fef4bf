package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.script.RunSqlFlags;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.ScriptReport;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.agent.run.OutcomeWait;
import io.mysqlclone.script.ScriptFailure;
import io.mysqlclone.script.ScriptRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent run-sql}. */
@Command(
        name = "run-sql",
        header = "Run SQL scripts on a server that was started on a clone.",
        customSynopsis = {
            "clone-agent run-sql --data-dir DIR --recipient-user NAME",
            "                           --script FILE... [OPTION...]"
        },
        description = {
            "",
            "Waits until mysqld has recovered the clone and runs each script in a session of its own, up to the first"
                    + " statement that fails. Run again it begins with the first script. No statement, and nothing that a"
                    + " message of the server quotes, is shown."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:all statements of all scripts are done and committed",
            "2:the command line, the environment or a script is wrong",
            "3:there is no recovered clone, or another server; nothing was run",
            "4:the recipient refused the account or a statement, or time was over",
            "6:a file could not be read"
        },
        footerHeading = "%nExample%n",
        footer = {
            "  On the recipient's host, when mysqld runs there on the clone:",
            "    clone-agent run-sql --data-dir /var/lib/mysql --recipient-user admin \\",
            "        --recipient-password-file pw --script mask.sql --script accounts.sql"
        })
final class RunSqlCommand implements Callable<Integer> {
    @Mixin
    private RunSqlFlags flags = new RunSqlFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    RunSqlCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::runScripts).code();
    }

    private Conclusion runScripts() throws InterruptedException {
        var clock = surroundings.clock();
        var deadline = clock.instant().plus(flags.limit());
        var request = flags.request(surroundings);
        try {
            var outcome = new OutcomeWait(request.dataDir(), clock).await(flags.limit());
            int statements = new ScriptRun(request, clock).run(outcome, deadline);
            return ScriptReport.of(request, statements);
        } catch (ScriptFailure failure) {
            throw new FailureException(Failure.of(failure));
        } catch (IOException unusable) {
            throw new FailureException(
                    Failure.localIo("the scripts could not be run: " + Failure.reason(unusable) + "."));
        }
    }
}
