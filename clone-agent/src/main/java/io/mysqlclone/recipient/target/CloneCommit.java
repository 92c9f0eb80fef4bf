package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.commit.CloneForm;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts a received clone in place. Only under the target's lock. */
public final class CloneCommit {
    private final DataDirectory directory;
    private final Staging staging;
    private final Received received;
    private final CloneRequest.Target target;
    private final CloneForm form;

    /**
     * @param overwrite what may be replaced
     * @param oldServer what is known of the server whose data it is
     * @param stopEvents whether the event scheduler of the server that starts on it is to be off
     */
    public CloneCommit(
            DataDirectory directory,
            Staging staging,
            Received received,
            CloneRequest.Overwrite overwrite,
            CloneRequest.OldServer oldServer,
            boolean stopEvents) {
        this.directory = directory;
        this.staging = staging;
        this.received = received;
        this.target = new CloneRequest.Target(
                directory.root(),
                received.identity().inPlace(),
                List.copyOf(received.identity().relocations()),
                overwrite,
                oldServer,
                stopEvents);
        this.form = CloneTarget.form(target, directory);
    }

    /** Where it is put in place. */
    public DataDirectory directory() {
        return directory;
    }

    /** What is put in place. */
    public Received received() {
        return received;
    }

    /**
     * Tells whether what is there now may be replaced by this clone; changes nothing. A commit that is under way has been
     * told already.
     *
     * @throws io.mysqlclone.datadir.TargetRefusedException when it may not
     */
    public void require() throws IOException {
        if (target.inPlace() && !form.commitUnderWay()) {
            TargetRules.requireOverwritable(target, directory);
            OldServerCheck.requireSeemsBehind(target, directory, donorGtids());
            NameCaseCheck.require(directory, received.files());
        }
    }

    /**
     * Commits: when it returns, mysqld takes the clone over at its next start. Can be repeated when it was cut off.
     *
     * @throws io.mysqlclone.datadir.commit.ServerRunningException when a mysqld has the directory open
     * @throws io.mysqlclone.datadir.TargetRefusedException as {@link #require}
     */
    public void commit() throws IOException {
        require();
        if (!form.commitUnderWay() && !RunningServer.on(directory)) {
            OldServerCheck.requireBehind(target, directory, donorGtids());
        }
        form.commit(received.files(), received.schemas(), received.status());
    }

    private Optional<GtidSet> donorGtids() {
        return received.donorGtids().map(GtidSet::parse);
    }

    /** Whether an earlier process came as far as the commit, and no further: mysqld takes the clone over, or has. */
    public boolean isCommitted() throws IOException {
        return switch (new OutcomeReader(directory.root()).read().state()) {
            case PENDING, RECOVERED -> true;
            case NONE, RECEIVED, ROLLED_BACK -> false;
        };
    }

    /**
     * Notes the commit and removes what is not needed any more. Nothing that fails here takes the clone back.
     *
     * @param warn told what could not be done
     */
    public CloneResult settle(Consumer<String> warn) {
        CloneResult result = received.result().asCommitted();
        try {
            Completion.write(directory, result);
            WorkFiles.remove(directory, staging);
            form.forget();
        } catch (IOException e) {
            warn.accept("the clone is committed, but what is not needed any more could not be removed from "
                    + directory.agentDirectory() + ": " + e.getMessage()
                    + "; clone-agent commit tries it again");
        }
        return result;
    }
}
