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
    boolean admits(String user, byte[] password);
}
