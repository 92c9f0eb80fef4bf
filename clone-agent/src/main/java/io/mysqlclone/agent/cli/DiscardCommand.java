package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.DiscardFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.DiscardReport;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.run.Discard;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent discard}. */
@Command(
        name = "discard",
        header = "Remove what an unfinished clone has left.",
        customSynopsis = "clone-agent discard --data-dir DIR [OPTION...]",
        description = {
            "",
            "The data directory is afterwards as it was before the clone. A clone in place that waits for mysqld's next"
                    + " start is taken back too; a complete one in a directory of its own is kept, as is what mysqld has"
                    + " started on. With a donor, it is told to free its snapshot; it does so by itself in a few minutes."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:nothing of an unfinished clone is left",
            "2:the command line or the environment is wrong",
            "3:another clone-agent works on it, or mysqld is taking the clone over",
            "6:a file could not be read or removed"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  clone-agent discard --data-dir /var/lib/mysql",
            "  The same, and tell the donor, so that another clone can begin at once:",
            "    clone-agent discard --data-dir /var/lib/mysql --donor db1.example.com \\",
            "        --user clone --password-file pw --tls-mode verify-ca --tls-ca ca.pem"
        })
final class DiscardCommand implements Callable<Integer> {
    @Mixin
    private DiscardFlags flags = new DiscardFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    DiscardCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::discard).code();
    }

    private Conclusion discard() {
        try (var pem = new PemVariables(surroundings.environment())) {
            var dataDir = flags.dataDir();
            return DiscardReport.of(
                    dataDir, new Discard(CloneEngines.all(), dataDir, flags.donor(surroundings, pem)).run());
        } catch (CloneFailure failure) {
            throw new FailureException(Failure.of(failure));
        }
    }
}
