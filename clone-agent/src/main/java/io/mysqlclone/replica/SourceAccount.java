package io.mysqlclone.replica;

import io.mysqlclone.mysql.Secret;

/**
 * What {@code CHANGE REPLICATION SOURCE TO} takes of an account, which is less than an account may have. A password that
 * is good for a login can be too long for a replica, which shows only when there is a clone to set up: so it is asked
 * before there is one.
 */
public final class SourceAccount {
    /** Bytes of UTF-8, as 9.7 counts; longer ones are refused with 3056, whose message says characters. */
    private static final int LONGEST_PASSWORD = 32;

    /** Characters; mysqld cuts off what is longer, without a word. */
    private static final int LONGEST_USER = 32;

    private SourceAccount() {}

    /**
     * Refuses a name that no account can have.
     *
     * @throws IllegalArgumentException with one sentence
     */
    public static void requireUser(String user) {
        int length = user.codePointCount(0, user.length());
        if (length > LONGEST_USER) {
            throw new IllegalArgumentException("the replication user's name has " + length
                    + " characters, and MySQL takes no more than " + LONGEST_USER);
        }
    }

    /**
     * Refuses a password that a replica cannot be given.
     *
     * @throws IllegalArgumentException with one sentence
     */
    public static void requirePassword(Secret password) {
        int length = password.length();
        if (length > LONGEST_PASSWORD) {
            throw new IllegalArgumentException("the replication password has " + length
                    + " bytes, and CHANGE REPLICATION SOURCE takes no more than " + LONGEST_PASSWORD
                    + " (3056): give the account on the source a shorter one");
        }
    }
}
