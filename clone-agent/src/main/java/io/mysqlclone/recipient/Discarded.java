package io.mysqlclone.recipient;

/**
 * What was removed of a clone that is not wanted any more.
 *
 * @param bytes of files that were removed
 */
public record Discarded(Found found, long bytes, DonorNotice donor) {

    /** What there was. */
    public enum Found {
        /** Nothing, or a clone that mysqld has taken over, which is a server's data now. */
        NOTHING,
        /** An unfinished clone; it was removed. */
        UNFINISHED,
        /** A clone that was complete and not committed; it was removed. */
        RECEIVED,
        /** A clone in place that was committed and waited for mysqld's next start; it was taken back and the old data stays. */
        COMPLETE_IN_PLACE,
        /** A complete clone in a directory of its own; it was kept. */
        COMPLETE_FRESH
    }

    /** Whether the donor knows that its snapshot is not needed any more. */
    public enum DonorNotice {
        /** There was nothing to tell, or nobody to be told. */
        NOT_NEEDED,
        TOLD,
        /** It is out of reach or does not let the account in; it drops the snapshot by itself in a while. */
        NOT_REACHED
    }
}
