package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.RequestFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.StatusListen;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.agent.run.CloneSession;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.run.CloneRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent clone}. */
@Command(
        name = "clone",
        header = "Clone a running MySQL server into a directory that mysqld starts on.",
        customSynopsis = {
            "clone-agent clone --donor HOST[:PORT] --user NAME [--password-file FILE]",
            "                         --data-dir DIR [OPTION...]"
        },
        description = {
            "",
            "Speaks the donor's clone protocol itself: no MySQL server runs on the recipient's side, and the donor needs no"
                    + " more than its clone plugin. After a network failure, a kill or a reboot the same command"
                    + " resumes while the donor still holds the snapshot (5 minutes by default)."
        },
        exitCodeListHeading = "%nExit codes%n",
        footerHeading = "%nExamples%n",
        footer = {
            "  The data directory of a new replica, at most 200 MiB/s. ca.pem is from the",
            "  donor's data directory; a certificate that MySQL made names no host, so that",
            "  only its CA can be verified. Without --tls-mode the host name is too:",
            "    clone-agent clone --donor db1.example.com --user clone --password-file pw \\",
            "        --tls-mode verify-ca --tls-ca ca.pem --data-dir /var/lib/mysql \\",
            "        --max-data-bandwidth 200M/s",
            "  To replace the data of the server on this host, which goes on running until",
            "  clone-agent commit has seen it stop:",
            "    clone-agent clone --donor db1.example.com --user clone --password-file pw \\",
            "        --tls-mode verify-ca --tls-ca ca.pem --data-dir /var/lib/mysql \\",
            "        --in-place --overwrite always",
            "  For a program, watched over HTTP:",
            "    clone-agent clone --donor db1.example.com --user clone --password-file pw \\",
            "        --tls-mode verify-ca --tls-ca ca.pem --data-dir /data \\",
            "        --output json --status-listen 127.0.0.1:8080",
            "",
            "  What the donor needs:",
            "    INSTALL PLUGIN clone SONAME 'mysql_clone.so';",
            "    CREATE USER clone@'%%' IDENTIFIED BY '...' REQUIRE SSL;",
            "    GRANT BACKUP_ADMIN ON *.* TO clone@'%%';"
        })
final class CloneCommand implements Callable<Integer> {
    @Mixin
    private RequestFlags flags = new RequestFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 6)
    private ResultFlags output = new ResultFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 7)
    private StatusListen watch = new StatusListen();

    private final Surroundings surroundings;

    CloneCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (var pem = new PemVariables(surroundings.environment())) {
            var listen = watch.listen(surroundings.environment());
            var resultFile = output.openResultFile();
            var request = request(pem);
            var options = new CloneSession.Options(listen, resultFile, flags.latency(request));
            var display = output.display(surroundings);
            var loop = new DisplayLoop(display);
            var clone = RunningClone.of(new CloneRun(flags.engines(), request, loop));
            return new CloneSession(clone, display, loop, surroundings.err(), options)
                    .run()
                    .code();
        }
    }

    CloneRequest request(PemVariables pem) {
        return flags.request(surroundings, pem);
    }
}
