package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.LocalFlags;
import io.mysqlclone.agent.cli.options.ResultFlags;
import io.mysqlclone.agent.cli.options.StatusListen;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.agent.run.CloneSession;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.agent.run.OpenDonor;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.recipient.target.LocalRules;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clone-agent local}. */
@Command(
        name = "local",
        header = "Clone a data directory on this host that no server has open.",
        customSynopsis = "clone-agent local --from-dir DIR --data-dir DIR [OPTION...]",
        description = {
            "",
            "The directory may be that of a server that was shut down, a snapshot of its volume, or a clone on which no"
                    + " server has started yet. No server can start on it meanwhile. Blocks are shared with it where the file"
                    + " system can (reflink), else copied. After a kill or a reboot the same command resumes, if nothing"
                    + " has changed in the directory."
        },
        exitCodeListHeading = "%nExit codes%n",
        footerHeading = "%nExamples%n",
        footer = {
            "  A second server from the data of one that is stopped:",
            "    clone-agent local --from-dir /var/lib/mysql --data-dir /srv/mysql2",
            "  With tablespaces outside the data directory, and encrypted ones:",
            "    clone-agent local --from-dir /var/lib/mysql --data-dir /srv/mysql2 \\",
            "        --relocate /fast/mysql=/fast/mysql2 --keyring /etc/mysql/keys",
            "  As fast as the file system can, where the pages are trusted:",
            "    clone-agent local --from-dir /snap/mysql --data-dir /srv/mysql2 \\",
            "        --no-verify-pages"
        })
final class LocalCommand implements Callable<Integer> {
    @Mixin
    private LocalFlags flags = new LocalFlags();

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private ResultFlags output = new ResultFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 6)
    private StatusListen watch = new StatusListen();

    private final Surroundings surroundings;

    LocalCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CloneRequest request = flags.request();
        DonorSource source = flags.source(surroundings);
        var options = new CloneSession.Options(
                watch.listen(surroundings.environment()), output.openResultFile(), flags.latency(source));
        var display = output.display(surroundings);
        var loop = new DisplayLoop(display);
        var clone = RunningClone.of(new CloneRun(flags.engines(), request, () -> open(source, request, loop), loop));
        return new CloneSession(clone, display, loop, surroundings.err(), options)
                .run()
                .code();
    }

    private static List<DonorEngine> open(DonorSource source, CloneRequest request, DisplayLoop loop)
            throws IOException {
        OpenDonor open = source.open(StaticDonor.MOST_TASKS, loop::point);
        boolean apart = false;
        try {
            LocalRules.requireApart(open.dataDir(), request.target().dataDir());
            apart = true;
            open.warnings().forEach(message -> loop.on(new CloneEvent.Warning(message)));
            return open.engines();
        } finally {
            if (!apart) {
                open.close();
            }
        }
    }
}
