package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.replication.ReplicateFlags;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.ReplicationReport;
import io.mysqlclone.agent.run.ConclusionSession;
import io.mysqlclone.agent.run.OutcomeWait;
import io.mysqlclone.replica.Replication;
import io.mysqlclone.replica.ReplicationFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent replicate}. */
@Command(
        name = "replicate",
        header = "Set up and start replication on a server that was started on a clone.",
        customSynopsis = {
            "clone-agent replicate --data-dir DIR --replication-source HOST[:PORT]",
            "                             --replication-user NAME [OPTION...]"
        },
        description = {
            "",
            "Begins at the position of the snapshot and waits until both threads run and the lag is known. Does nothing"
                    + " when replication from that source runs already."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:replication runs, or with --no-replication-start is set up",
            "2:the command line or the environment is wrong",
            "3:there is no recovered clone, or nothing to begin at; nothing was changed",
            "4:the recipient or the source reported an error, or replication does not run in time",
            "6:a file could not be read or written"
        },
        footerHeading = "%nExample%n",
        footer = {
            "  On the recipient's host, when mysqld runs there on the clone. MySQL's own",
            "  certificates name no host, so that only their CA can be verified:",
            "    clone-agent replicate --data-dir /var/lib/mysql \\",
            "        --replication-source db1.example.com --replication-user repl \\",
            "        --replication-password-file pw --replication-tls-mode verify-ca \\",
            "        --replication-tls-ca ca.pem",
            "",
            "  The account, on the donor and before the clone, which brings it along:",
            "    CREATE USER repl@'%%' IDENTIFIED BY '...' REQUIRE SSL;",
            "    GRANT REPLICATION SLAVE, REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT",
            "        ON *.* TO repl@'%%';"
        })
final class ReplicateCommand implements Callable<Integer> {
    @Mixin
    private ReplicateFlags flags = new ReplicateFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    private final Surroundings surroundings;

    ReplicateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var session = new ConclusionSession(output.display(surroundings), surroundings.err(), output.openResultFile());
        return session.run(this::replicate).code();
    }

    private Conclusion replicate() throws InterruptedException {
        var clock = surroundings.clock();
        var deadline = clock.instant().plus(flags.limit());
        try (var pem = new PemVariables(surroundings.environment())) {
            var request = flags.request(surroundings, pem);
            var outcome = new OutcomeWait(request.dataDir(), clock).await(flags.limit());
            return ReplicationReport.of(outcome, new Replication(request, clock).run(outcome, deadline));
        } catch (ReplicationFailure failure) {
            throw new FailureException(Failure.of(failure));
        } catch (IOException unusable) {
            throw new FailureException(
                    Failure.localIo("replication could not be set up: " + Failure.reason(unusable) + "."));
        }
    }
}
