package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.auth.PasswordDigest;
import java.util.Optional;

/** Who may log in. Thread safe. */
public interface Accounts {
    /** What is known of the password of {@code user}, so that it need not be sent; empty when it has to be. */
    Optional<PasswordDigest> digest(String user);

    /**
     * Whether {@code user} may log in with a password that was sent.
     *
     * @param password UTF-8, without what ends it
     */
    Admission admit(String user, byte[] password);

    /** What comes of a login. */
    sealed interface Admission {
        /**
         * In.
         *
         * @param mayClone whether the account has the privilege BACKUP_ADMIN, without which it gets 1227 at {@code COM_CLONE}
         */
        record Admitted(boolean mayClone) implements Admission {}

        /** No such account, or another password: 1045, which tells not which. */
        record Denied() implements Admission {}

        /** The account is known, and can't be used now: it is locked, for example. */
        record Refused(int code, String sqlState, String message) implements Admission {}
    }
}
