package io.mysqlclone.mysql.auth;

import io.mysqlclone.mysql.ServerPublicKey;
import java.util.Arrays;

/** What an authentication method works with. */
public final class AuthenticationContext {
    private final byte[] password;
    private final byte[] nonce;
    private final boolean encrypted;
    private final boolean local;
    private final ServerPublicKey publicKey;

    /**
     * The arrays are not copied, so that their owner can overwrite the password.
     *
     * @param password UTF-8; empty for an account without one
     * @param nonce the server's random bytes, without the terminating zero; at least one
     * @param encrypted the connection is under TLS
     * @param local the connection is a Unix domain socket
     * @param publicKey whose key the password may be encrypted with when the connection is neither
     */
    public AuthenticationContext(
            byte[] password, byte[] nonce, boolean encrypted, boolean local, ServerPublicKey publicKey) {
        this.password = password;
        this.nonce = nonce;
        this.encrypted = encrypted;
        this.local = local;
        this.publicKey = publicKey;
    }

    byte[] password() {
        return password;
    }

    byte[] nonce() {
        return nonce;
    }

    boolean encrypted() {
        return encrypted;
    }

    boolean local() {
        return local;
    }

    ServerPublicKey publicKey() {
        return publicKey;
    }

    /** The password as the plugins that send it expect it: with a terminating zero. */
    byte[] terminatedPassword() {
        return Arrays.copyOf(password, password.length + 1);
    }

    boolean hasPassword() {
        return password.length > 0;
    }
}
