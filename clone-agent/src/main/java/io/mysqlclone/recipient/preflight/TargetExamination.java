package io.mysqlclone.recipient.preflight;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetLock;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneForm;
import io.mysqlclone.datadir.live.UserData;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.preflight.Checklist.Subject;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.CloneIdentity;
import io.mysqlclone.recipient.target.CloneTarget;
import io.mysqlclone.recipient.target.Completion;
import io.mysqlclone.recipient.target.OldServerCheck;
import io.mysqlclone.recipient.target.Received;
import io.mysqlclone.recipient.target.ReceivedNote;
import io.mysqlclone.recipient.target.TargetRules;
import java.io.IOException;
import java.nio.file.FileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The part of a preflight that looks at this host. Creates nothing. */
final class TargetExamination {
    /** File systems of Linux that take direct writes and punch holes, as far as is known without trying. */
    private static final Set<String> ABLE = Set.of("ext4", "xfs", "btrfs");

    private final CloneRequest request;
    private final CloneRequest.Target target;
    private final Checklist checklist;
    private final OptionalLong volume;

    TargetExamination(CloneRequest request, Checklist checklist, OptionalLong volume) {
        this.request = request;
        this.target = request.target();
        this.checklist = checklist;
        this.volume = volume;
    }

    /**
     * What the rest of the preflight must know.
     *
     * @param directory the target, if it can be one
     * @param resumable whether it holds an unfinished clone that would be resumed
     */
    record Outcome(Optional<DataDirectory> directory, boolean resumable) {}

    Outcome examine() {
        relocationTargets();
        try {
            DataDirectory directory = DataDirectory.examine(target.dataDir());
            checklist.ok(
                    Subject.TARGET_DIRECTORY,
                    directory.root() + (directory.exists() ? " can be written to" : " will be created"));
            otherAgents(directory);
            fileSystem(directory);
            boolean resumable = earlierClone(directory);
            return new Outcome(Optional.of(directory), resumable);
        } catch (IOException e) {
            checklist.failed(Subject.TARGET_DIRECTORY, Failures.message(e));
            for (Subject subject : List.of(
                    Subject.TARGET_CONTENT,
                    Subject.USER_DATA,
                    Subject.OTHER_AGENTS,
                    Subject.EARLIER_CLONE,
                    Subject.FILE_SYSTEM)) {
                checklist.skipped(subject, "the target directory can't be used");
            }
            return new Outcome(Optional.empty(), false);
        }
    }

    private void otherAgents(DataDirectory directory) {
        try {
            Optional<String> holder = TargetLock.heldBy(directory);
            if (holder.isPresent()) {
                checklist.failed(
                        Subject.OTHER_AGENTS,
                        "another clone-agent (" + holder.get() + ") is at work on " + directory
                                + "; wait for its end or stop it");
            } else {
                checklist.ok(Subject.OTHER_AGENTS, "no other clone-agent is at work on the target");
            }
        } catch (IOException e) {
            checklist.failed(Subject.OTHER_AGENTS, "the lock of the target can't be read: " + Failures.message(e));
        }
    }

    /** The content is judged with regard to an earlier clone: what belongs to that is not in the way. */
    private boolean earlierClone(DataDirectory directory) {
        CloneForm form = CloneTarget.form(target, directory);
        try {
            if (Completion.read(directory, form).isPresent()) {
                checklist.warning(
                        Subject.EARLIER_CLONE,
                        directory + " holds a complete clone that no mysqld has started on yet; clone would only say so"
                                + " again");
                checklist.ok(Subject.TARGET_CONTENT, "what is in the target belongs to that clone");
                checklist.ok(Subject.USER_DATA, "nothing more will be replaced");
                return false;
            }
            Optional<Received> received = ReceivedNote.read(directory);
            if (received.isPresent()) {
                received(directory, received.get());
                return false;
            }
            content(directory, form);
            TargetRules.requireNoOldData(directory);
            return unfinished(directory);
        } catch (TargetRefusedException oldData) {
            checklist.failed(Subject.EARLIER_CLONE, Failures.message(oldData));
            return false;
        } catch (IOException e) {
            checklist.failed(
                    Subject.EARLIER_CLONE,
                    "what an earlier clone left in " + directory.agentDirectory() + " can't be read: "
                            + Failures.message(e));
            return false;
        }
    }

    private CloneIdentity identity() {
        return CloneIdentity.of(target, request.donor().endpoint().toString());
    }

    private void received(DataDirectory directory, Received received) {
        checklist.ok(Subject.TARGET_CONTENT, "what was received is complete");
        userData(directory);
        if (received.identity().isSameClone(identity())) {
            checklist.warning(
                    Subject.EARLIER_CLONE,
                    directory
                            + " holds this clone already, complete and not committed; clone would ask the donor for nothing"
                            + " and only commit it");
        } else {
            checklist.failed(
                    Subject.EARLIER_CLONE,
                    directory + " holds " + received.identity().description()
                            + ", complete and not committed: commit or discard it");
        }
    }

    private void content(DataDirectory directory, CloneForm form) throws IOException {
        try {
            TargetRules.requireContent(target, directory);
            OldServerCheck.requireKnownFiles(target, directory);
            form.check();
            Optional<String> hidden = OldServerCheck.hidden(target, directory);
            if (hidden.isPresent()) {
                checklist.warning(Subject.TARGET_CONTENT, hidden.get());
            } else {
                checklist.ok(
                        Subject.TARGET_CONTENT,
                        target.inPlace()
                                ? directory + " holds a server's data in a layout that can be replaced"
                                : directory + " holds nothing that would be in the way");
            }
            userData(directory);
        } catch (TargetRefusedException e) {
            checklist.failed(Subject.TARGET_CONTENT, Failures.message(e));
            checklist.skipped(Subject.USER_DATA, "the target can't take the clone anyway");
        }
    }

    private void userData(DataDirectory directory) {
        if (!target.inPlace()) {
            checklist.ok(Subject.USER_DATA, "nothing is replaced in a fresh directory");
            return;
        }
        try {
            TargetRules.requireOverwritable(target, directory);
            UserData found = UserData.of(directory, target.oldServer().logIndexes());
            checklist.ok(
                    Subject.USER_DATA,
                    found.isEmpty()
                            ? "the server holds none"
                            : found.description() + " will be replaced (--overwrite " + overwrite() + ")");
        } catch (IOException e) {
            checklist.failed(Subject.USER_DATA, Failures.message(e));
        }
    }

    private String overwrite() {
        return switch (target.overwrite()) {
            case NEVER -> "never";
            case IF_BEHIND -> "if-behind";
            case ALWAYS -> "always";
        };
    }

    private boolean unfinished(DataDirectory directory) throws IOException {
        Optional<CloneIdentity> unfinished = CloneTarget.unfinished(directory);
        if (unfinished.isEmpty()) {
            checklist.ok(Subject.EARLIER_CLONE, "the target holds no unfinished clone");
            return false;
        }
        boolean resumable = unfinished.get().isSameClone(identity());
        if (resumable) {
            checklist.ok(
                    Subject.EARLIER_CLONE,
                    "the target holds an unfinished clone of this donor, which will be resumed if the donor still has"
                            + " its snapshot");
        } else {
            checklist.warning(
                    Subject.EARLIER_CLONE,
                    "the target holds an unfinished clone of something else ("
                            + unfinished.get().description() + "), which clone will remove");
        }
        return resumable;
    }

    private void fileSystem(DataDirectory directory) {
        if (volume.isPresent()) {
            checklist.skipped(Subject.FILE_SYSTEM, "the volume is not there yet");
            return;
        }
        try {
            FileStore store = directory.fileSystem();
            String facts = store.type() + " with blocks of " + store.getBlockSize() + " bytes";
            checklist.ok(
                    Subject.FILE_SYSTEM,
                    ABLE.contains(store.type())
                            ? facts + ", which takes direct writes (O_DIRECT) and punched holes"
                            : facts + "; clone finds out with a file of its own whether it takes direct writes"
                                    + " (O_DIRECT) and punched holes, and does without them if not");
        } catch (IOException e) {
            checklist.failed(Subject.FILE_SYSTEM, "the file system can't be asked: " + Failures.message(e));
        }
    }

    private void relocationTargets() {
        List<String> refused = new ArrayList<>();
        for (Relocation relocation : target.relocations()) {
            try {
                var _ = DataDirectory.examine(relocation.to());
            } catch (IOException e) {
                refused.add(Failures.message(e));
            }
        }
        if (!refused.isEmpty()) {
            checklist.failed(Subject.RELOCATION_TARGETS, String.join("; ", refused));
        } else {
            checklist.ok(
                    Subject.RELOCATION_TARGETS,
                    target.relocations().isEmpty()
                            ? "no --relocate is given"
                            : "each directory that --relocate maps to can be written to");
        }
    }
}
