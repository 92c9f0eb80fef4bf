package io.mysqlclone.engine;

/**
 * What page verification has seen in this process.
 *
 * @param verified pages whose checksum agreed (all-zero pages included)
 * @param unverifiable pages that can't be checked without their key or decompression
 */
public record VerifiedPages(long verified, long unverifiable) {
    /** No pages. */
    public static final VerifiedPages NONE = new VerifiedPages(0, 0);

    /** Those of two engines. */
    public VerifiedPages and(VerifiedPages other) {
        return new VerifiedPages(verified + other.verified, unverifiable + other.unverifiable);
    }
}
