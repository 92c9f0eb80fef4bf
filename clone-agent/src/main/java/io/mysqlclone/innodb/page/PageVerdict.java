package io.mysqlclone.innodb.page;

/** What can be said about a page from its own bytes. */
public enum PageVerdict {
    /** The checksum fits, and so does the log sequence number at the end of the page. */
    VALID,
    /** All bytes are zero: the page was never used. */
    EMPTY,
    /** The page was damaged, or only partly written. */
    CORRUPT,
    /**
     * The checksum covers content that is not at hand: it is computed before a page is compressed or encrypted, or it
     * was switched off ({@code innodb_checksum_algorithm=none}) for a page of ROW_FORMAT=COMPRESSED, which has no log
     * sequence number at its end either.
     */
    UNVERIFIABLE
}
