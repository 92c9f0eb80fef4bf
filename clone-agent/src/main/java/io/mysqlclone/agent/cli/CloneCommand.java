package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.agent.run.CloneSession;
import io.mysqlclone.recipient.CloneRun;
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
            "Speaks the donor's clone protocol itself: no MySQL server runs on the recipient's side. The donor (MySQL 8.0.17"
                    + " or later) needs the clone plugin. After a network failure, a kill or a reboot the same command"
                    + " resumes while the donor still holds the snapshot (5 minutes by default)."
        },
        exitCodeListHeading = "%nExit codes%n",
        footerHeading = "%nExamples%n",
        footer = {
            "  A new replica's data directory, 8 connections, at most 200 MiB/s:",
            "    clone-agent clone --donor db1.example.com --user clone --password-file pw \\",
            "        --tls-ca ca.pem --data-dir /var/lib/mysql --concurrency 8 --max-data-bandwidth 200M/s",
            "  Replace the data of the server on this host; it may run until it is restarted:",
            "    clone-agent clone --donor db1:3306 --user clone --data-dir /var/lib/mysql --in-place",
            "  In a script, watched over HTTP:",
            "    CLONE_AGENT_PASSWORD=... clone-agent clone --donor db1 --user clone --data-dir /data \\",
            "        --output json --status-listen 127.0.0.1:8080",
            "",
            "  An account for it, on the donor:",
            "    CREATE USER clone@'%%' IDENTIFIED BY '...';  GRANT BACKUP_ADMIN ON *.* TO clone@'%%';",
            "    INSTALL PLUGIN clone SONAME 'mysql_clone.so';"
        })
final class CloneCommand implements Callable<Integer> {
    @Mixin
    private RequestFlags flags = new RequestFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private OutputFlags output = new OutputFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 6)
    private WatchFlags watch = new WatchFlags();

    private final Surroundings surroundings;

    CloneCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (var pem = new PemVariables(surroundings.environment())) {
            var options = new CloneSession.Options(watch.listen(surroundings.environment()), watch.openResultFile());
            var request = flags.request(surroundings, pem);
            var display = output.display(surroundings);
            var loop = new DisplayLoop(display);
            var clone = RunningClone.of(new CloneRun(request, loop));
            return new CloneSession(clone, display, loop, surroundings.err(), options)
                    .run()
                    .code();
        }
    }
}
