package io.mysqlclone.datadir.commit;

import io.mysqlclone.engine.PlacedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How staged files become a directory that mysqld starts on.
 *
 * <p>Until {@link #commit} nothing of the target is touched but {@code #clone-agent/} and, for a fresh directory, the
 * marker that keeps mysqld from starting. A commit that was cut off is repaired by calling it again with the same
 * files.
 */
public sealed interface CloneForm permits FreshForm, InPlaceForm {

    /**
     * Tells whether {@link #begin} would take the target; changes nothing.
     *
     * @throws io.mysqlclone.datadir.TargetRefusedException when it would not
     */
    void check() throws IOException;

    /**
     * Claims the target; may be called again by a process that continues an earlier clone.
     *
     * @throws io.mysqlclone.datadir.TargetRefusedException when the target can't take this form
     */
    void begin() throws IOException;

    /**
     * Moves everything to its place. The staged files must be complete; this method makes them durable first. When it
     * returns the clone is what mysqld will start on; when it throws, it is not.
     *
     * @param files every data, undo and redo file, {@code ib_buffer_pool} if it was sent
     * @param schemas as of {@link io.mysqlclone.engine.ReceivedClone}
     * @param status what performance_schema.clone_status and clone_progress of the started server will show
     */
    void commit(List<PlacedFile> files, List<Path> schemas, CloneStatus status) throws IOException;

    /** True when an earlier commit was cut off: {@link #commit} must be called again (or {@link #abort}). */
    boolean commitUnderWay() throws IOException;

    /**
     * Forgets a commit that is complete and noted elsewhere, so that a later clone into the same directory is not taken
     * for its repair.
     */
    void forget() throws IOException;

    /** Removes exactly what this form has made in the target; the staged files are removed with the staging area. */
    void abort() throws IOException;
}
