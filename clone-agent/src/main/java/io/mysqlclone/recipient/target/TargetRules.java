package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.live.UserData;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.recipient.CloneRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a directory must be, and must not be, to become the target of a clone. Looks, and changes nothing. */
public final class TargetRules {
    private static final String SYSTEM_TABLESPACE = "ibdata1";

    /** More are not looked through for a better advice. */
    private static final int MAX_CHILDREN = 1_000;

    private TargetRules() {}

    /** A directory in that one which holds a server's data, such as the {@code data} that images make in their volume. */
    private static Optional<Path> below(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.limit(MAX_CHILDREN)
                    .filter(child -> Files.isRegularFile(child.resolve(SYSTEM_TABLESPACE)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Tells whether the directory holds what this kind of clone needs: nothing, an earlier clone, or a server's data; and
     * whether external tablespaces may go where they are relocated to.
     *
     * @throws TargetRefusedException when it does not
     */
    public static void requireContent(CloneRequest.Target target, DataDirectory directory) throws IOException {
        if (target.inPlace() && !Files.isRegularFile(target.dataDir().resolve(SYSTEM_TABLESPACE))) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.UNSUITABLE,
                    target.dataDir() + " holds no MySQL data (no ibdata1), so there is nothing to clone in place",
                    below(target.dataDir())
                            .map(found -> found + " holds some: give it as --data-dir")
                            .orElse(
                                    "give the server's data directory as --data-dir, or leave out --in-place for a fresh"
                                            + " directory"));
        }
        if (Files.exists(CloneMarkers.rollback(directory.root()))) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.UNSUITABLE,
                    directory.root() + " is on its way back to the data from before its last clone",
                    "run clone-agent rollback again, and clone then");
        }
        boolean ours = Files.exists(CloneTarget.completion(directory))
                ? isUnconsumed(directory)
                : Files.exists(CloneTarget.journalFile(directory));
        if (!target.inPlace() && !ours && !directory.isEmpty()) {
            List<String> contents = directory.contents();
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NOT_EMPTY,
                    directory.root() + " is not empty (it holds "
                            + String.join(", ", contents.subList(0, Math.min(3, contents.size())))
                            + (contents.size() > 3 ? " and " + (contents.size() - 3) + " more" : "")
                            + ") (1086 ER_FILE_EXISTS_ERROR)",
                    "give an empty directory, or --in-place to replace the server's data in it");
        }
        for (Relocation relocation : target.relocations()) {
            checkRelocation(relocation, directory);
        }
    }

    /**
     * Tells whether a clone into a directory would be one in place: as the one that was begun or completed there, or else
     * because a server's data is there.
     */
    public static boolean replacesServer(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            return false;
        }
        DataDirectory directory = DataDirectory.examine(dataDir);
        Optional<CloneIdentity> unfinished = CloneTarget.unfinished(directory);
        if (unfinished.isPresent()) {
            return unfinished.get().inPlace();
        }
        return isUnconsumed(directory)
                ? CloneMarkers.isInPlace(directory)
                : Files.isRegularFile(dataDir.resolve(SYSTEM_TABLESPACE));
    }

    /** mysqld refuses general tablespaces in subdirectories of its data directory (MY-012213). */
    private static void checkRelocation(Relocation relocation, DataDirectory directory) throws IOException {
        Path to = relocation.to().toAbsolutePath().normalize();
        Path real = Files.exists(to) ? to.toRealPath() : to;
        if (real.startsWith(directory.root()) && !real.equals(directory.root())) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.UNSUITABLE,
                    relocation.from() + " is to be relocated to " + relocation.to() + ", a subdirectory of the data"
                            + " directory, where mysqld opens no general tablespace",
                    "give --relocate a directory outside of it, or " + directory.root() + " itself");
        }
    }

    /**
     * Tells whether all is known that this clone would replace, and whether it may be replaced.
     *
     * @throws TargetRefusedException NOT_EMPTY when it is a user's and may not; as {@link OldServerCheck}
     */
    public static void requireOverwritable(CloneRequest.Target target, DataDirectory directory) throws IOException {
        OldServerCheck.requireKnownFiles(target, directory);
        OldServerCheck.requireSeemsBehind(target, directory, Optional.empty());
        if (!target.inPlace() || target.overwrite() != CloneRequest.Overwrite.NEVER) {
            return;
        }
        UserData found = UserData.of(directory, target.oldServer().logIndexes());
        if (!found.isEmpty()) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NOT_EMPTY,
                    "the server on " + directory.root() + " holds user data (" + found.description()
                            + "), which may not be replaced",
                    "clone onto an empty server, or give --overwrite always to replace it");
        }
    }

    /**
     * Tells whether data from before an earlier clone is in the way, which a server may still have to go back to.
     *
     * @throws TargetRefusedException when it is
     */
    public static void requireNoOldData(DataDirectory directory) throws IOException {
        if (KeptData.isKeptIn(directory) && !hasGoneBack(directory)) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.UNSUITABLE,
                    directory.root() + " keeps the data from before its last clone",
                    "let it go by clone-agent finish when the server is to stay on that clone, or bring it back by"
                            + " clone-agent rollback, and clone then");
        }
    }

    /** mysqld itself has gone back to the old data: then it is not kept for anybody. */
    private static boolean hasGoneBack(DataDirectory directory) throws IOException {
        return new OutcomeReader(directory.root()).read().state() == CloneOutcome.State.ROLLED_BACK;
    }

    /** Whether a complete clone lies there that no mysqld has taken over: it removes {@code #replace_files} then. */
    private static boolean isUnconsumed(DataDirectory directory) {
        return Files.exists(directory.cloneDirectory().resolve(CloneMarkers.REPLACE_FILES));
    }
}
