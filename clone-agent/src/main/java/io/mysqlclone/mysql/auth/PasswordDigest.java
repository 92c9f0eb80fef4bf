package io.mysqlclone.mysql.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What a server keeps of a password for {@code caching_sha2_password}: the SHA-256 of its SHA-256. Enough to check who
 * knows the password, and not enough to log in.
 */
public final class PasswordDigest {
    private static final int LENGTH = 32;

    private final byte[] twice;

    private PasswordDigest(byte[] twice) {
        this.twice = twice;
    }

    /**
     * Of a password.
     *
     * @param password UTF-8; the caller may overwrite it afterwards
     */
    public static PasswordDigest of(byte[] password) {
        MessageDigest sha256 = sha256();
        return new PasswordDigest(sha256.digest(sha256.digest(password)));
    }

    /**
     * Whether a client's answer proves that it knows the password.
     *
     * @param answer SHA-256 of the password, xor the SHA-256 of this digest and the nonce
     */
    public boolean isProvenBy(byte[] answer, byte[] nonce) {
        if (answer.length != LENGTH) {
            return false;
        }
        MessageDigest sha256 = sha256();
        sha256.update(twice);
        sha256.update(nonce);
        byte[] once = RsaExchange.xor(answer, sha256.digest());
        return MessageDigest.isEqual(twice, sha256.digest(once));
    }

    /** Whether it is that of {@code password}; takes as long for any of one length. */
    public boolean isOf(byte[] password) {
        return MessageDigest.isEqual(twice, of(password).twice);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordDigest that && MessageDigest.isEqual(twice, that.twice);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(twice);
    }

    @Override
    public String toString() {
        return "(digest)";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
