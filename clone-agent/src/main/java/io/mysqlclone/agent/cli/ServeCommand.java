package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.OutputFlags;
import io.mysqlclone.agent.cli.options.ServeFlags;
import io.mysqlclone.agent.cli.options.StatusListen;
import io.mysqlclone.agent.run.ServeSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent serve}. */
@Command(
        name = "serve",
        header = "Give a data directory to recipients, as a MySQL server with the clone plugin does.",
        customSynopsis = {
            "clone-agent serve --listen ADDR:PORT --data-dir DIR --user NAME",
            "                         [--password-file FILE] [OPTION...]"
        },
        description = {
            "",
            "A recipient is mysqld (CLONE INSTANCE FROM) or clone-agent clone; several can clone at once, each of them with"
                    + " several connections. One that loses its connections goes on where it was. Ends upon SIGTERM or"
                    + " Ctrl-C."
        },
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:stopped by a signal; with --once: the clone is complete",
            "2:the command line or the environment is wrong, or the address is in use",
            "3:the data, or the server of --server, can't be cloned as it is, or is in use",
            "4:with --once: the clone ended without having been completed",
            "5:the server of --server was not reached",
            "6:a file could not be read"
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  The directory of a server that is stopped; prints its certificate's SHA-256:",
            "    clone-agent serve --listen :3306 --data-dir /var/lib/mysql \\",
            "        --user clone --password-file pw",
            "  On the recipient's host, with that SHA-256:",
            "    clone-agent clone --donor db1.example.com --user clone --password-file pw \\",
            "        --tls-mode verify-fingerprint --tls-fingerprint SHA256 \\",
            "        --data-dir /var/lib/mysql"
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServeFlags flags = new ServeFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private OutputFlags output = new OutputFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 6)
    private StatusListen watch = new StatusListen();

    private final Surroundings surroundings;

    ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new ServeSession(
                        flags.request(surroundings),
                        watch.listen(surroundings.environment()),
                        output.serveDisplay(surroundings),
                        surroundings.clock())
                .run()
                .code();
    }
}
