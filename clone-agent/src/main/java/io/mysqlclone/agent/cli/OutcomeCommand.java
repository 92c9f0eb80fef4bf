package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.OutcomeFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.run.ConclusionSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code clone-agent outcome}. */
@Command(
        name = "outcome",
        header = "Tell what mysqld made of a clone: whether it recovered it, and the snapshot's position.",
        customSynopsis = "clone-agent outcome --data-dir DIR [OPTION...]",
        description = {
            "",
            "Reads files beside the data and needs no connection; mysqld may be running or not. The states are: Recovered,"
                    + " Pending (a committed clone that mysqld has not recovered yet), RolledBack (mysqld or rollback went"
                    + " back to the old data), Received (a complete clone that is not committed), None (there is no"
                    + " complete clone)."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:the state was found, whichever it is",
            "2:the command line or the environment is wrong",
            "6:a file could not be read"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  After mysqld was started on a clone:",
            "    clone-agent outcome --data-dir /var/lib/mysql --wait 5m",
            "  And let the data from before a clone in place go, once a server answers there:",
            "    clone-agent outcome --data-dir /var/lib/mysql --wait 5m \\",
            "        --finish-when-serving 127.0.0.1:3306"
        })
final class OutcomeCommand implements Callable<Integer> {
    @ArgGroup(heading = "%nOutcome%n", validate = false, order = 1)
    private OutcomeFlags outcome = new OutcomeFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    OutcomeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(() -> outcome.conclude(surroundings.clock())).code();
    }
}
