package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.LocalFlags;
import io.mysqlclone.agent.cli.options.OutputFlags;
import io.mysqlclone.agent.cli.options.WatchFlags;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.report.RunningClone;
import io.mysqlclone.agent.run.CloneSession;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.run.CloneRun;
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
    private OutputFlags output = new OutputFlags();

    @ArgGroup(heading = "%nWatching%n", validate = false, order = 6)
    private WatchFlags watch = new WatchFlags();

    private final Surroundings surroundings;

    LocalCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CloneRequest request = flags.request();
        DonorSource source = flags.source();
        var options = new CloneSession.Options(watch.listen(surroundings.environment()), watch.openResultFile());
        var display = output.display(surroundings);
        var loop = new DisplayLoop(display);
        var clone = RunningClone.of(new CloneRun(
                CloneEngines.standard(), request, () -> StaticDonor.of(source.open(), StaticDonor.MOST_TASKS), loop));
        return new CloneSession(clone, display, loop, surroundings.err(), options)
                .run()
                .code();
    }
}
