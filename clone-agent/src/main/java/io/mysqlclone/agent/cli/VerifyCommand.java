package io.mysqlclone.agent.cli;

import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.OutputFlags;
import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.innodb.verify.VerificationRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code clone-agent verify}. */
@Command(
        name = "verify",
        header = "Check the page checksums of every tablespace of a data directory.",
        customSynopsis = "clone-agent verify --data-dir DIR [OPTION...]",
        description = {"", "No server may have the data directory open: its pages change while they are read."},
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:no page is corrupt",
            "2:the command line or the environment is wrong",
            "3:a server has the data directory open, or it holds no complete one",
            "6:a file could not be read",
            "7:a page is corrupt"
        },
        footerHeading = "%nExample%n",
        footer = {
            "  A copy that no mysqld has open; exit code 7 says that a page is corrupt:",
            "    clone-agent verify --data-dir /var/lib/mysql || echo \"do not start it: $?\""
        })
final class VerifyCommand implements Callable<Integer> {
    private static final TablespaceVerification.Progress NOTHING = new TablespaceVerification.Progress(0, 0);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory of a server that is not running.")
    @Nullable
    Path dataDir;

    @ArgGroup(heading = "%nOutput%n", validate = false, order = 5)
    private OutputFlags output = new OutputFlags();

    private final Surroundings surroundings;

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var directory = Required.existingDataDir(dataDir);
        var display = output.display(surroundings);
        var outcome = verify(directory, display);
        display.verified(outcome);
        return OutcomeJson.exitCode(outcome).code();
    }

    private TablespaceVerification.Outcome verify(Path directory, Display display) throws InterruptedException {
        var begin = surroundings.clock().instant();
        var latest = new AtomicReference<>(NOTHING);
        try (var loop = new DisplayLoop(display)) {
            loop.start(() -> display.verifying(
                    latest.get(), Duration.between(begin, surroundings.clock().instant())));
            return new TablespaceVerification(directory, Runtime.getRuntime().availableProcessors())
                    .run(progress -> latest.accumulateAndGet(
                            progress, (before, now) -> now.bytes() > before.bytes() ? now : before));
        } catch (VerificationRefusedException refused) {
            throw new FailureException(Failure.refused(Failure.reason(refused)));
        } catch (IOException unreadable) {
            throw new FailureException(
                    Failure.localIo("the verification stopped: " + Failure.reason(unreadable) + "."));
        }
    }
}
