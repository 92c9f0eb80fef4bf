package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a clone of a directory on this host may go: as {@code CLONE LOCAL DATA DIRECTORY} has it, to an absolute path that
 * does not exist. One that is empty is taken as well, because that is what a volume is where it is mounted; so is one that
 * holds what an earlier run has left of the same clone.
 */
public final class LocalRules {
    private LocalRules() {}

    /**
     * Sees whether a clone may go to {@code target}.
     *
     * @param source what is cloned, when it is known by now; {@link #requireApart} else, later
     * @throws TargetRefusedException when it may not
     */
    public static void require(Optional<Path> source, Path target) throws IOException {
        if (!target.isAbsolute()) {
            throw new TargetRefusedException(target + " is not an absolute path: give one (1525 ER_WRONG_VALUE)");
        }
        if (source.isPresent()) {
            requireApart(source.get(), target);
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            DataDirectory directory = DataDirectory.examine(target);
            boolean ours =
                    Files.exists(CloneTarget.completion(directory)) || Files.exists(CloneTarget.journalFile(directory));
            if (!ours && !directory.isEmpty()) {
                throw new TargetRefusedException(
                        TargetRefusedException.Reason.NOT_EMPTY,
                        target + " exists and is not empty: give a directory that does not exist (1007"
                                + " ER_DB_CREATE_EXISTS)");
            }
        }
    }

    /** @throws TargetRefusedException when one lies in the other */
    public static void requireApart(Path source, Path target) throws IOException {
        Path to = real(target.normalize());
        Path from = real(source.toAbsolutePath().normalize());
        if (to.startsWith(from) || from.startsWith(to)) {
            throw new TargetRefusedException(
                    target + " and the data directory that is cloned lie in one another, where a server would take the"
                            + " files of one for the other's: give a directory beside " + from
                            + " (3632 ER_PATH_IN_DATADIR)");
        }
    }

    /** As far as it exists, without links. */
    private static Path real(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path parent = path.getParent();
        return parent == null ? path : real(parent).resolve(path.getFileName());
    }
}
