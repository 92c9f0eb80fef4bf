package io.mysqlclone.operator.observe.populate;

import java.util.Optional;

/**
 * The claim that is filled in place of the one that the data is for, and whose volume that one gets then.
 *
 * @param owned whether it was made for the MySQLClone that is there now
 * @param orphan whether nothing owns it, so that somebody else has made it
 * @param noted whether that clone is noted on it as complete
 * @param deleting whether it is being deleted
 * @param volumeName the volume that was made for it
 * @param lost whether Kubernetes has seen that the volume is not its own any more
 */
public record Prime(
        boolean owned, boolean orphan, boolean noted, boolean deleting, Optional<String> volumeName, boolean lost) {

    /** Whether a complete clone is on it, as far as it tells. */
    public boolean isFilled() {
        return owned && noted && !deleting;
    }
}
