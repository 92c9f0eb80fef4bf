package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.recipient.CommitRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which received clone is committed, and when, for {@code commit}. */
public final class CommitFlags {
    @ArgGroup(heading = "%nCommit%n", validate = false, order = 1)
    Moment commit = new Moment();

    @ArgGroup(heading = "%nIn place%n", validate = false, order = 2)
    InPlace inPlace = new InPlace();

    /** Where, and when. */
    static final class Moment extends StandstillOptions {}

    /** What may be replaced. */
    static final class InPlace extends OldServerOptions {
        @Option(
                names = "--overwrite",
                paramLabel = "never|if-behind|always",
                converter = Values.Overwriting.class,
                completionCandidates = Candidates.Overwritings.class,
                description = "What may be replaced, as for clone; without it what clone was told.")
        @Nullable
        Overwrite overwrite;
    }

    /** The commit that is asked for. */
    public CommitRequest request() {
        return new CommitRequest(
                commit.dataDir(),
                commit.limit(),
                Optional.ofNullable(inPlace.overwrite),
                inPlace.oldServer(false, Optional.empty()),
                inPlace.stopEvents);
    }
}
