package io.mysqlclone.testbed.proxy;

/** Which way bytes flow. */
public enum Direction {
    /** What the donor sends. */
    DONOR_TO_RECIPIENT,
    /** What the recipient sends. */
    RECIPIENT_TO_DONOR
}
